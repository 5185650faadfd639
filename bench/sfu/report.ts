import { cpus } from 'node:os';
import Table from 'cli-table3';
import { loop } from '../../scripts/stage/looped-video.ts';
import type { JanusFigures } from './janus.ts';
import type { OnDemandFigures } from './on-demand.ts';
import { consumersOfWall, liveOfWall, studentsPerWall } from './stage.ts';

/** Processor shares are per cent of one core, memory is in MB. */
export interface Forwarding {
  readonly students: number;
  readonly walls: number;
  /** Streams that are forwarded, one for each wall that plays a student. */
  readonly live: number;
  readonly consumers: number;
  readonly pipes: number;
  /** While nobody watches. */
  readonly receiving: number;
  /** While the walls watch. */
  readonly forwarding: number;
  /** That arrived at the walls. */
  readonly packetsPerSecond: number;
  readonly memoryBefore: number;
  readonly memoryMb: number;
  /** From resuming to the first whole key frame, milliseconds each. */
  readonly times: readonly number[];
}

export interface Limit {
  readonly students: number;
  readonly live: number;
  readonly cpu: number;
}

export interface Figures {
  readonly forwardings: readonly Forwarding[];
  readonly limits: readonly Limit[];
  /** The largest again, with most streams over the other worker. */
  readonly piped: Forwarding;
  /** Or why there are none. */
  readonly janus: JanusFigures | string;
  readonly onDemand: OnDemandFigures;
}

type Rows = readonly (readonly string[])[];

const head = [
  'Students',
  'walls',
  'live / kept',
  'piped',
  'nobody watches',
  'walls watch',
  'per live stream',
  'per packet',
  'memory',
  'per kept stream',
  'first frame p50',
  'p95',
];
const peerHead = ['The same work by', 'live', 'CPU', 'per live stream', 'per packet', 'memory'];

/** For a terminal. */
export function table(figures: Figures): string {
  return (
    `\n${printed(head, rowsOf(figures))}\n\n${printed(peerHead, peerRows(figures))}\n` +
    'CPU is of one core, all media workers together; times are in milliseconds.\n' +
    (typeof figures.janus === 'string' ? `Janus: ${figures.janus}\n` : '')
  );
}

/** docs/sfu.md */
export function page(figures: Figures): string {
  const { width, height, framesPerSecond, bitsPerSecond } = loop;
  return `# What forwarding costs

\`npm run bench:sfu\` measures it and writes this page. Last measured on ${cpus().length} shared cores with
Node ${process.versions.node}. The video is real footage as VP8, ${width} × ${height} at ${framesPerSecond} frames a second and
${bitsPerSecond / 1000} kbit/s, which is what agents send while nobody enlarges their tile. It is encoded once and sent again and
again by another process. The walls are a third process: one for ${studentsPerWall} students, each with the console's
budget of ${liveOfWall} live videos among ${consumersOfWall} that it keeps, over one encrypted connection (SRTP) to each worker.

## The product's media server, two workers

${markdown(head, rowsOf(figures))}

CPU is of one core, both workers together. "Per live stream" and "per packet" are what the walls add to
receiving, "per kept stream" is the memory that they add. In the last row all students are on
one worker that may send half of what the walls keep; the other half is watched by way of the other one, which
receives those students a second time. First frames are measured while the walls watch, from resuming to a whole key frame at a receiver, one tile after the other; the sender
makes a key frame of its next frame, so that half a frame interval (${Math.round(500 / framesPerSecond)} ms) is the floor.

## Beside it

${markdown(peerHead, peerRows(figures))}

${peerWords(figures)}

${onDemandWords(figures.onDemand)}
`;
}

/** The section of docs/sfu.md about exams whose video is not sent all the time. */
export function onDemandWords({ students, seconds, looks, shares }: OnDemandFigures): string {
  return `## What \`on_demand\` saves

\`npm run bench:sfu -- --on-demand\` measures this alone. Where an exam's policy says \`video: on_demand\` a
student sends while a wall shows them, and while a still is taken. With no wall at all there are only the witness's looks, by default one in 30 s on average. Measured with ${students} students
for ${seconds} s, ${looks} looks: ${perCent(shares[0])} of the time a student sends nothing, ${perCent(shares[2])} of it both layers, ${perCent(shares[1])} the small one
alone; with \`continuous\` the small one flows all the time. Each look asks for both layers until its still is there
and half a second longer (\`INVIGIL_STILL_HOLD_MS\`), then for nothing at once.

A wall that shows a student has the small layer sent all the time, and so do the worst eight; one that merely keeps
a video ready (scrolled away, paused) does not: after two seconds (\`INVIGIL_SFU_DEMAND_LOWER_MS\`) nothing is sent.
So \`on_demand\` saves nothing on an exam that fits into one wall's view, and nearly all of the uplink of those
whom nobody shows.`;
}

function rowsOf({ forwardings, piped }: Figures): Rows {
  return [...forwardings, piped].map((one) => {
    const added = one.forwarding - one.receiving;
    return [
      String(one.students),
      String(one.walls),
      `${one.live} / ${one.consumers}`,
      String(one.pipes),
      perCent(one.receiving),
      perCent(one.forwarding),
      perCent(added / one.live, 3),
      microseconds(added, one.packetsPerSecond),
      `${one.memoryMb.toFixed(0)} MB`,
      `${((1024 * (one.memoryMb - one.memoryBefore)) / one.consumers).toFixed(0)} kB`,
      percentile(one.times, 0.5),
      percentile(one.times, 0.95),
    ];
  });
}

function peerRows({ forwardings, limits, janus }: Figures): Rows {
  const copied = limits.map((limit) => {
    const same = forwardings.find(({ students }) => students === limit.students);
    return [
      `a loop that copies packets, ${limit.students} students`,
      String(limit.live),
      perCent(limit.cpu),
      perCent(limit.cpu / limit.live, 3),
      microseconds(limit.cpu, same?.packetsPerSecond ?? 0),
      '–',
    ];
  });
  if (typeof janus === 'string') return copied;
  const added = janus.forwarding - janus.receiving;
  const name = `Janus 1.1.2, VideoRoom, ${janus.publishers} publishers`;
  return [
    [
      name,
      String(janus.live),
      perCent(added),
      perCent(added / janus.live, 3),
      microseconds(added, janus.packetsPerSecond),
      `${janus.memoryMb.toFixed(0)} MB`,
    ],
    ...copied,
  ];
}

function peerWords({ janus }: Figures): string {
  const limit = `The loop is Node on UDP sockets: it takes each packet and sends it on as it is, unencrypted, without
sequence numbers of its own, key frames, pauses or reports; its CPU is all that it uses, receiving included.`;
  if (typeof janus === 'string') return `${limit}\nJanus is missing here: ${janus}.`;
  return `${limit}
Debian's Janus takes video from browsers alone. So a Chromium publishes ${janus.publishers} videos of the same size and rate, and
the VideoRoom forwards each ${janus.live / janus.publishers} times as SRTP (\`rtp_forward\`); its CPU is what that adds to receiving.
A forwarder of Janus sends what comes, a consumer here can be paused, changes layers and repairs losses.`;
}

function microseconds(share: number, packetsPerSecond: number): string {
  return packetsPerSecond > 0 ? `${((share * 10_000) / packetsPerSecond).toFixed(1)} µs` : '–';
}

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? '–' : `${value.toFixed(0)} ms`;
}

function perCent(value: number, digits = 1): string {
  return `${value.toFixed(digits)} %`;
}

function printed(titles: readonly string[], rows: Rows): string {
  const made = new Table({
    head: [...titles],
    colAligns: titles.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

/** As Prettier would have it, so that writing the page again changes its figures alone. */
function markdown(titles: readonly string[], rows: Rows): string {
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map(
    (width, column) => `${'-'.repeat(column === 0 ? width : width - 1)}${column === 0 ? '' : ':'}`,
  );
  return [line(titles), line(rule), ...rows.map(line)].join('\n');
}

function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
