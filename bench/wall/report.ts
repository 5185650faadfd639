import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { PageName } from './build.ts';
import type { WallBenchOptions } from './options.ts';

/** What one page did with the updates of one exam. */
export interface Measured {
  readonly page: PageName;
  readonly students: number;
  /** Updates a second. */
  readonly rate: number;
  /** Sent while it was measured: to all students, and to those whose badge is in the page, per badge. */
  readonly updates: number;
  readonly shownUpdates: number;
  readonly shownBadges: number;
  /** By component. */
  readonly renders: Readonly<Record<string, number>>;
  /** Milliseconds each; while it took updates, and while it was scrolled. */
  readonly longTasks: readonly number[];
  readonly longScrollTasks: readonly number[];
  /** How much of the time the page's main thread was at work. */
  readonly busyShare: number;
  readonly nodes: number;
  /** Bytes. */
  readonly heapGrowth: number;
  /** From one frame to the next while scrolling, milliseconds: without updates and with them. */
  readonly frames: { readonly calm: readonly number[]; readonly scrolled: readonly number[] };
}

const head = [
  'Students',
  'Updates/s',
  'Page',
  'Badges shown',
  'Badge renders / update shown',
  'Other renders / update',
  'Long tasks',
  'Main thread',
  'DOM nodes',
  'Heap',
];
const scrollHead = [
  'Students',
  'Updates/s',
  'Page',
  'Frame p50 ms',
  'p95 ms',
  'without updates p50 ms',
  'p95 ms',
  'Long tasks',
];

const titles: Readonly<Record<PageName, string>> = {
  console: 'the wall',
  naive: 'naive grid',
  bare: 'bare text',
};

type Rows = readonly (readonly string[])[];

const beginning = ({ students, rate, page: name }: Measured): string[] => [
  String(students),
  String(rate),
  titles[name],
];

function rows(measured: readonly Measured[]): Rows {
  return measured.map((one) => {
    const others = Object.entries(one.renders).filter(([name]) => name !== 'ScoreBadge');
    const otherRenders = others.reduce((sum, [, count]) => sum + count, 0);
    return [
      ...beginning(one),
      String(one.shownBadges),
      ratio(one.renders['ScoreBadge'] ?? 0, one.shownUpdates),
      ratio(otherRenders, one.updates),
      longest(one.longTasks),
      `${(one.busyShare * 100).toFixed(1)} %`,
      String(one.nodes),
      `${one.heapGrowth < 0 ? '−' : '+'}${(Math.abs(one.heapGrowth) / 1024 / 1024).toFixed(1)} MB`,
    ];
  });
}

function scrollRows(measured: readonly Measured[]): Rows {
  return measured.map((one) => [
    ...beginning(one),
    percentile(one.frames.scrolled, 0.5),
    percentile(one.frames.scrolled, 0.95),
    percentile(one.frames.calm, 0.5),
    percentile(one.frames.calm, 0.95),
    longest(one.longScrollTasks),
  ]);
}

const ratio = (count: number, of: number): string => (of === 0 ? '–' : (count / of).toFixed(2));

const longest = (tasks: readonly number[]): string =>
  tasks.length === 0 ? '0' : `${tasks.length}, longest ${Math.round(Math.max(...tasks))} ms`;

function percentile(values: readonly number[], share: number): string {
  if (values.length === 0) return '–';
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
}

/** For a terminal. */
export function table(measured: readonly Measured[]): string {
  return `\n${printed(head, rows(measured))}\n\n${printed(scrollHead, scrollRows(measured))}\n`;
}

function printed(columns: readonly string[], of: Rows): string {
  const printing = new Table({
    head: [...columns],
    colAligns: columns.map((_, index) => (index === 2 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  printing.push(...of.map((row) => [...row]));
  return printing.toString();
}

function markdown(columns: readonly string[], of: Rows): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const ruler = columns.map((_, index) => (index === 2 ? '---' : '--:'));
  return [line(columns), line(ruler), ...of.map(line)].join('\n');
}

/** Which of the wall's components were rendered again, for who wants to know what the others are. */
function renderedOthers(measured: readonly Measured[]): string {
  return measured
    .filter(({ page: name }) => name === 'console')
    .map(({ students, rate, renders }) => {
      const others = Object.entries(renders)
        .filter(([name]) => name !== 'ScoreBadge')
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${name} ${count}`);
      const listed = others.length === 0 ? 'none' : others.join(', ');
      return `- ${students} students, ${rate} updates a second: ${listed}`;
    })
    .join('\n');
}

/** docs/wall.md */
export function page(
  measured: readonly Measured[],
  { seconds, scrollSeconds }: WallBenchOptions,
): string {
  return `# What updates cost on the wall

\`npm run bench:wall\` measures it and writes this page. Last measured on ${cpus().length} shared cores without a
graphics card, with Node ${process.versions.node} and Debian's Chromium, 1280 × 800: the built console, watching a real server in
which scores are changed one after the other, each within its level, for ${seconds} s. A pointer rests on the wall, as a
hand at work does, so that the order waits. Beside it, in the same run and fed by the same server: the grid as
one writes it first (one reactive array, every tile in the page and rendered with every batch), and the limit
(the same elements made once, one write of \`textContent\` for each update). Nobody sends video.

## Updates

${markdown(head, rows(measured))}

A badge render counts against the updates of students whose badge is in the page, once for each badge: a
student among the worst eight has two. The goal is 1.00. "Other" are renders of all other components, against all
updates. Long tasks are those above 50 ms. "Main thread" is the share of the time that the page's main thread
was at work, "Heap" what the page's memory grew by, after collecting.

Rendered again beside the badges, in all ${seconds} s:

${renderedOthers(measured)}

## Scrolling

${scrollSeconds} s at 1,500 pixels a second, with the updates going on and without them. A frame takes 16.7 ms at 60 frames a
second; what is drawn here is drawn by the processor. The pages that are compared have everything in the page already and so
have nothing to do but move it.

${markdown(scrollHead, scrollRows(measured))}
`;
}
