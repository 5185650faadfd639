import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Config } from '../backend/src/config.ts';
import type { CpuTime } from './witness-room.ts';

/** Milliseconds from the beginning to the end of each step. */
export interface Steps {
  readonly take: number[];
  readonly read: number[];
  readonly count: number[];
}

export interface StillCosts {
  readonly times: Steps;
  readonly cpuMs: Steps;
  readonly failed: number;
}

/** Shares are per cent of one core. */
export interface Watched {
  readonly cpu: CpuTime;
  readonly stillsPerSecond: number;
  readonly failed: number;
  /** From asking the stream to the decoded picture, milliseconds. */
  readonly times: readonly number[];
}

export interface Load {
  readonly students: number;
  readonly off: CpuTime;
  readonly looking: Watched;
  readonly counting: Watched;
}

type Rows = readonly (readonly string[])[];

const stillHead = ['One still', 'n', 'p50 ms', 'p95 ms', 'CPU p50 ms', 'CPU p95 ms'];
const stepNames = [
  ['take', 'asked → whole key frame'],
  ['read', '… → decoded, with its statistics'],
  ['count', '… → faces counted'],
] as const;

const loadHead = [
  'Students, witness',
  'stills/s',
  'failed',
  'p50 ms',
  'p95 ms',
  'Node',
  'media worker',
  'witness costs',
];

/** For a terminal. */
export function table(stills: StillCosts, loads: readonly Load[]): string {
  return (
    `\n${printed(stillHead, stillRows(stills))}\n\n${printed(loadHead, loadRows(loads))}\n` +
    'Shares are of one core. To beat: 70–115 ms (p50) a still, and\n' +
    '11 % of a core at 7 stills a second without counting faces.\n'
  );
}

/** docs/witness.md */
export function page(
  stills: StillCosts,
  loads: readonly Load[],
  { stillsPerSecond, intervalMs }: Config['witness'],
): string {
  const intervals = loads
    .map(
      ({ students }) =>
        `${students} students: ${Math.round((10 * students) / stillsPerSecond) / 10} s`,
    )
    .join(', ');
  return `# What the witness costs

\`npm run bench:witness\` measures it and writes this page. Last measured on ${cpus().length} shared cores with
Node ${process.versions.node}. The students are synthetic: the picture of a real person as VP8, 320 × 180 at 30 frames a
second, sent from another process over UDP; each sends a key frame as soon as it is asked for one.

## One still

${markdown(stillHead, stillRows(stills))}

Times add up from row to row; ${stills.failed} stills failed. A sender makes the key frame of its next frame, so that
half a frame interval (17 ms) is the floor here; a real camera's encoder and a real network come on top. CPU
is that of this process, all its threads, while the still was taken.

## The server, without and with it

${markdown(loadHead, loadRows(loads))}

Shares are of one core; the media worker's own grows with the video that it receives. The witness works at its
full budget of ${stillsPerSecond} stills a second here, whatever the number of students: more students cost the same and are
looked at less often (${intervals}; by default never more often than
every ${intervalMs / 1000} s on average, so that the budget is reached with ${(intervalMs / 1000) * stillsPerSecond} students). "Looks" takes, decodes and measures each
still; "counts" counts its faces as well.

To beat were 70–115 ms (p50) a still, and 11 % of a core at 7 stills a
second, without counting faces.
`;
}

function stillRows({ times, cpuMs }: StillCosts): Rows {
  return stepNames.map(([key, name]) => [
    name,
    String(times[key].length),
    percentile(times[key], 0.5),
    percentile(times[key], 0.95),
    percentile(cpuMs[key], 0.5),
    percentile(cpuMs[key], 0.95),
  ]);
}

function loadRows(loads: readonly Load[]): Rows {
  const shares = ({ node, worker }: CpuTime): string[] => [perCent(node), perCent(worker)];
  const none = ['–', '–', '–', '–'];
  return loads.flatMap(({ students, off, looking, counting }) => [
    [`${students}, off`, ...none, ...shares(off), '–'],
    ...(
      [
        ['looks', looking],
        ['counts', counting],
      ] as const
    ).map(([name, { stillsPerSecond, failed, times, cpu }]) => [
      `${students}, ${name}`,
      stillsPerSecond.toFixed(1),
      String(failed),
      percentile(times, 0.5),
      percentile(times, 0.95),
      ...shares(cpu),
      perCent(cpu.node + cpu.worker - off.node - off.worker),
    ]),
  ]);
}

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? '–' : value.toFixed(value < 10 ? 1 : 0);
}

function perCent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function printed(head: readonly string[], rows: Rows): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

/** As Prettier would have it, so that writing the page again changes its figures alone. */
function markdown(head: readonly string[], rows: Rows): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map(
    (width, column) => `${'-'.repeat(column === 0 ? width : width - 1)}${column === 0 ? '' : ':'}`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
