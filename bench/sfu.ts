import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CamerasOrder } from './sfu/cameras.ts';
import { copyAnswerSchema, type CopyOrder } from './sfu/copy-loop.ts';
import { firstFrames } from './sfu/first-frames.ts';
import { Helper } from './sfu/helper.ts';
import { measureJanus } from './sfu/janus.ts';
import { measureOnDemand } from './sfu/on-demand.ts';
import { costOf, cpuShare } from './sfu/process-cost.ts';
import { onDemandWords, page, table, type Forwarding, type Limit } from './sfu/report.ts';
import { sinkAnswerSchema, type SinkOrder } from './sfu/sink.ts';
import { consumersOfWall, SfuBench, wallViews } from './sfu/stage.ts';

/*
 * What forwarding costs: real video of more and more students to as many walls as would watch them, in
 * the product's media server; beside it Janus, and a loop that merely copies packets.
 */

const studentNumbers = process.argv.includes('--short') ? [50] : [50, 100, 200, 400];
const measuredMs = 8_000;
const warmUpMs = 3_000;
const firstFrameSamples = 150;

const say = (text: string): boolean => process.stderr.write(`  ${text}\n`);
const wait = (): Promise<void> => delay(measuredMs);

async function measure(
  students: number,
  how: { readonly piped: boolean; readonly workers: number },
): Promise<Forwarding> {
  const bench = await SfuBench.open(students, {
    INVIGIL_SFU_WORKERS: String(how.workers),
    // All students on one worker, and half of the walls' videos more than it may send.
    ...(how.piped
      ? {
          INVIGIL_SFU_STUDENTS_PER_HALL: String(students),
          INVIGIL_SFU_CONSUMERS_PER_WORKER: String(
            (wallViews(students).length * consumersOfWall) / 2,
          ),
        }
      : {}),
  });
  const pids = (): number[] => bench.sfu.workerPids;
  try {
    await delay(warmUpMs);
    const receiving = await cpuShare(pids, wait);
    const memoryBefore = (await costOf(pids())).memoryMb;
    const views = wallViews(students);
    const live = await bench.openWalls(views);
    await delay(warmUpMs);
    const packetsBefore = await bench.arrived();
    const forwarding = await cpuShare(pids, wait);
    const packets = (await bench.arrived()) - packetsBefore;
    const { memoryMb } = await costOf(pids());
    const { consumers, pipes } = bench.sfu.stats;
    const times = await firstFrames(bench, firstFrameSamples);
    return {
      students,
      walls: views.length,
      live,
      consumers,
      pipes,
      receiving,
      forwarding,
      packetsPerSecond: (packets * 1000) / measuredMs,
      memoryMb,
      memoryBefore,
      times,
    };
  } finally {
    await bench.close();
  }
}

/** The same packets to the same number of destinations, copied and nothing else. */
async function measureLimit(students: number): Promise<Limit> {
  const views = wallViews(students);
  const [cameras, sink, copy] = [
    await new Helper('cameras').ready(),
    new Helper('sink'),
    new Helper('copy-loop'),
  ];
  try {
    const opened = await sink.ask(
      { what: 'open', ports: views.length } satisfies SinkOrder,
      sinkAnswerSchema,
    );
    const walls = 'ports' in opened ? opened.ports : [];
    const order: CopyOrder = {
      students: Array.from({ length: students }, (_, student) =>
        walls.filter((_port, wall) => views[wall]?.live.includes(student)),
      ),
    };
    const { ports } = await copy.ask(order, copyAnswerSchema);
    const sending: CamerasOrder = {
      students: ports.map((port, index) => ({ port, ssrc: 10_000 + index })),
    };
    cameras.send(sending);
    await delay(warmUpMs);
    const cpu = await cpuShare(() => [copy.pid], wait);
    return { students, live: order.students.flat().length, cpu };
  } finally {
    await Promise.all([cameras.close(), sink.close(), copy.close()]);
  }
}

if (process.argv.includes('--on-demand')) {
  process.stdout.write(`${onDemandWords(await measureOnDemand())}\n`);
  process.exit();
}
const forwardings: Forwarding[] = [];
const limits: Limit[] = [];
for (const students of studentNumbers) {
  say(`${students} students: received, then forwarded to ${wallViews(students).length} walls`);
  forwardings.push(await measure(students, { piped: false, workers: 2 }));
  say(`${students} students: copied and nothing else`);
  limits.push(await measureLimit(students));
}
const largest = Math.max(...studentNumbers);
say(`${largest} students, by way of another worker`);
const piped = await measure(largest, { piped: true, workers: 2 });
say('Janus');
const janus = await measureJanus(say);
say('Nobody looks but the witness');
const onDemand = await measureOnDemand();
const figures = { forwardings, limits, piped, janus, onDemand };
process.stdout.write(table(figures));
if (!process.argv.includes('--short')) {
  await writeFile(join(import.meta.dirname, '../docs/sfu.md'), page(figures));
  say('Written to docs/sfu.md');
}
