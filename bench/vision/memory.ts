import { readdir, readFile } from 'node:fs/promises';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * Memory of the renderers among this process's descendants: what they share with nobody. Of the rest, a
 * browser's program for the most part, their share would change with every other browser on the machine.
 *
 * @param flag the command line of those that count has it
 * @returns their private memory together, MB; null where /proc does not tell
 */
export async function renderersMb(flag = '--type=renderer'): Promise<number | null> {
  const pids = await renderers(flag);
  const sizes = await Promise.all(pids.map(privateMb));
  const known = sizes.filter((size) => size !== null);
  return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0);
}

/** Processor time that they have used. Milliseconds. */
export async function renderersCpuMs(flag = '--type=renderer'): Promise<number> {
  const times = await Promise.all((await renderers(flag)).map(cpuMs));
  return times.reduce((sum, ms) => sum + ms, 0);
}

async function renderers(flag: string): Promise<number[]> {
  const processes = await allProcesses();
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return processes
    .filter(
      ({ pid, command }) =>
        command.includes('--type=renderer') && command.includes(flag) && isOurs(pid),
    )
    .map(({ pid }) => pid);
}

async function allProcesses(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [stat, command] = await Promise.all([read(pid, 'stat'), read(pid, 'cmdline')]);
      // The name in brackets may hold anything, so that what follows is counted from its end.
      const [, parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { pid, parent: Number(parent), command: command.replaceAll('\0', ' ') };
    }),
  );
  return found.filter(({ command }) => command !== '');
}

async function privateMb(pid: number): Promise<number | null> {
  const rollup = await read(pid, 'smaps_rollup');
  const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map(kilobytesOf);
  return kilobytes.length === 0 ? null : kilobytes.reduce((sum, size) => sum + size, 0) / 1024;
}

const kilobytesOf = ([, figure]: RegExpMatchArray) => Number(figure);

async function cpuMs(pid: number): Promise<number> {
  const stat = await read(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Fields 14 and 15 of proc(5), in hundredths of a second.
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

/** Processes come and go while they are looked at. */
const read = (pid: number, file: string) =>
  readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
