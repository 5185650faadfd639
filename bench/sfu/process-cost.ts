import { readFile } from 'node:fs/promises';

/** What processes have used and hold, together. */
export interface ProcessCost {
  /** Processor time since they began, milliseconds. */
  readonly cpuMs: number;
  /** Memory that they share with nobody, MB. */
  readonly memoryMb: number;
}

/** Linux counts processor time in hundredths of a second. */
const msPerTick = 10;

/** @throws Error where /proc does not tell */
export async function costOf(pids: readonly number[]): Promise<ProcessCost> {
  const costs = await Promise.all(pids.map(costOfOne));
  return {
    cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryMb: costs.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
  };
}

async function costOfOne(pid: number): Promise<ProcessCost> {
  const [stat, rollup] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/smaps_rollup`, 'utf8'),
  ]);
  // The name in brackets may hold anything, so that what follows is counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map(([, kb]) =>
    Number(kb),
  );
  return {
    cpuMs: ticks * msPerTick,
    memoryMb: kilobytes.reduce((sum, kb) => sum + kb, 0) / 1024,
  };
}

/** Share of one core that the processes use while `wait` lasts, per cent. */
export async function cpuShare(
  pids: () => readonly number[],
  wait: () => Promise<void>,
): Promise<number> {
  const before = await costOf(pids());
  const startedAt = performance.now();
  await wait();
  const after = await costOf(pids());
  return (100 * (after.cpuMs - before.cpuMs)) / (performance.now() - startedAt);
}
