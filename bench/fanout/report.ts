import { cpus } from 'node:os';
import Table from 'cli-table3';

/** One run, measured. */
export interface Run {
  readonly students: number;
  readonly what: string;
  readonly updatesPerSecond: number;
  /** From a student's message to the delta at a wall, milliseconds each. */
  readonly latencies: readonly number[];
  /** Batches per second to one quick wall. */
  readonly batchesPerSecond: number;
  /** Of the server's process, per cent of one core. */
  readonly cpuShare: number;
  /** What the server holds at the begin, in the middle, and at the end, bytes. */
  readonly heap: readonly number[];
  readonly rssBytes: number;
  /** Where a slow wall took part: what it got. */
  readonly slow?: { readonly batches: number; readonly same: boolean };
}

const head = [
  'Students, what',
  'updates/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'batches/s a wall',
  'CPU of one core',
  'heap MB: begin, middle, end',
  'RSS MB',
];

function cells(run: Run): string[] {
  const sorted = run.latencies.toSorted((a, b) => a - b);
  const percentile = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1) ?? '–';
  return [
    `${run.students}, ${run.what}`,
    run.updatesPerSecond.toFixed(0),
    percentile(0.5),
    percentile(0.95),
    percentile(0.99),
    run.batchesPerSecond.toFixed(1),
    `${run.cpuShare.toFixed(1)} %`,
    run.heap.map(megabytes).join(', '),
    megabytes(run.rssBytes),
  ];
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** For a terminal. */
export function table(runs: readonly Run[]): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  made.push(...runs.map(cells));
  return `\n${made.toString()}\n${remarks(runs).join('\n')}\n`;
}

function remarks(runs: readonly Run[]): string[] {
  return runs.flatMap(({ students, slow, batchesPerSecond }) =>
    slow === undefined
      ? []
      : [
          `${students} students: the slow wall got ${slow.batches} batches where the others got ` +
            `${batchesPerSecond.toFixed(1)} a second, and ${slow.same ? 'shows the same' : 'SHOWS SOMETHING ELSE'} in the end.`,
        ],
  );
}

export interface Conditions {
  readonly walls: number;
  readonly tickMs: number;
  readonly everyMs: number;
  readonly measuredMs: number;
  readonly slowMs: number;
}

/** docs/fanout.md */
export function page(runs: readonly Run[], conditions: Conditions): string {
  const { walls, tickMs, everyMs, measuredMs, slowMs } = conditions;
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const rows = [line(head), line(head.map(() => '--:')), ...runs.map((run) => line(cells(run)))];
  return `# How fast a score reaches the walls

\`npm run bench:fanout\` measures it and writes this page. Last measured on ${cpus().length} cores, shared with other
work, with Node ${process.versions.node}: read times as upper bounds.

Students, server and ${walls} walls are three processes on one machine, over real sockets. Each student
sends a report and a claim every ${everyMs / 1000} s; under the exam's policy each claim moves the tile's claimed score by
one point, and no picture proves it, so that the server also writes its log, starts each claim's time and ends it
as unproven. **Latency** is from the student's \`emit\` to the wall's handler with exactly that score in its
hands: both ways over the socket, the claim's schema, the ledger, the score, and the wait for the tick of
${tickMs} ms (the first change after a quiet tick goes out at once; in a steady flow the wait alone is ${tickMs / 2} ms in the
middle). Each run lasts ${measuredMs / 1000} s; memory is what is held after a collection.

**Bare ws** is the limit: a process that does nothing but take a score, gather those of a tick of the same
length, and send the text to as many walls. It knows no claims, no schema, no acknowledgements.

${rows.join('\n')}

"With a slow and a stuck wall": two more walls. One takes ${slowMs / 1000} s for each batch; the other acknowledges nothing.
Both get as many batches as may be on their way (\`INVIGIL_FAN_OUT_UNACKNOWLEDGED\`) and then one merged batch for
each acknowledgement: no larger than the roster, so that memory grows with them as it grows without them (what
the claims themselves leave in the ledger and in the log).

${remarks(runs).join('\n')}
`;
}
