import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultPolicy } from '@invigil/shared-types';
import { readConfig } from '../backend/src/config.ts';
import { createFolderEvidenceStore } from '../backend/src/evidence/folder-evidence-store.ts';
import { openLog } from '../backend/src/ops/index.ts';
import { builtFaceCounter, FaceCounter } from '../backend/src/witness/face-counter.ts';
import { readStill } from '../backend/src/witness/still-picture.ts';
import { Witness } from '../backend/src/witness/witness.ts';
import {
  page,
  table,
  type Load,
  type Steps,
  type StillCosts,
  type Watched,
} from './witness-report.ts';
import { BenchRoom, examId, type CpuTime } from './witness-room.ts';

/*
 * What the witness costs: one still, step by step, and the server with and without it at its full
 * budget, for more and more students. The students are synthetic and send from another process.
 */

const studentNumbers = [50, 100, 200] as const;
const stillsMeasured = 200;
const measuredMs = 20_000;
const warmUpMs = 4_000;

const config = readConfig({});
const log = openLog('error');

/** Takes stills one after the other, of one student after the other. */
async function measureStills(): Promise<StillCosts> {
  const bench = await BenchRoom.open(50, config);
  const faces = new FaceCounter({ ...config.witness, folder: builtFaceCounter }, log);
  const times: Steps = { take: [], read: [], count: [] };
  const cpuMs: Steps = { take: [], read: [], count: [] };
  let failed = 0;
  try {
    await delay(warmUpMs);
    for (let number = -10; number < stillsMeasured; number += 1) {
      const attemptId = bench.attemptIds.at(number % bench.attemptIds.length) ?? '';
      const marks = [performance.now()];
      const cpu = [ownCpuMs()];
      const mark = (): void => {
        marks.push(performance.now());
        cpu.push(ownCpuMs());
      };
      try {
        const still = await bench.room.still(attemptId);
        mark();
        const picture = await readStill(still, config.witness.maxPixels);
        mark();
        await faces.count(picture);
        mark();
      } catch {
        failed += 1;
        continue;
      }
      // The first ones start threads and compile code.
      if (number < 0) continue;
      for (const [step, key] of (['take', 'read', 'count'] as const).entries()) {
        times[key].push((marks[step + 1] ?? NaN) - (marks[0] ?? NaN));
        cpuMs[key].push((cpu[step + 1] ?? NaN) - (cpu[0] ?? NaN));
      }
    }
  } finally {
    await faces.close();
    bench.close();
  }
  return { times, cpuMs, failed };
}

async function measureLoad(students: number): Promise<Load> {
  const bench = await BenchRoom.open(students, config);
  try {
    await delay(warmUpMs);
    const off = await cpuShare(bench);
    const looking = await watch(bench, { folder: join(tmpdir(), 'no-face-counter') });
    const counting = await watch(bench, { folder: builtFaceCounter });
    return { students, off, looking, counting };
  } finally {
    bench.close();
  }
}

/** Has the witness look at everyone, as often as its budget allows, also at few students. */
async function watch(bench: BenchRoom, counter: { readonly folder: string }): Promise<Watched> {
  const evidence = await mkdtemp(join(tmpdir(), 'invigil-bench-'));
  const times: number[] = [];
  let failed = 0;
  const witness = new Witness(
    {
      takeStill: (_examId, attemptId) => bench.room.still(attemptId),
      evidence: createFolderEvidenceStore(evidence),
      events: { write: () => undefined },
      policyOf: () => Promise.resolve(defaultPolicy),
      backgroundOf: () => Promise.resolve([]),
      onContradiction: () => Promise.resolve(),
      onStill: () => undefined,
      metrics: {
        onStill: (outcome, ms) => {
          if (outcome === 'taken') times.push(ms);
          else failed += 1;
        },
        onLook: () => undefined,
      },
      // That faces are not counted in one half of the runs is no news here.
      log: openLog('silent'),
    },
    { ...config.witness, ...counter, intervalMs: 1000 },
  );
  const reports = setInterval(() => {
    const now = Date.now();
    const said = { capturedAt: now, faces: 1, luma: 110, difference: null };
    for (const attemptId of bench.attemptIds) witness.reported(attemptId, said, now);
  }, 2500);
  try {
    for (const attemptId of bench.attemptIds) {
      witness.arrived(attemptId, Date.now());
      witness.streaming({ examId, attemptId }, true);
    }
    await delay(warmUpMs + 2 * config.witness.reportWindowMs);
    times.length = 0;
    failed = 0;
    const cpu = await cpuShare(bench);
    return { cpu, failed, times: [...times], stillsPerSecond: (times.length * 1000) / measuredMs };
  } finally {
    clearInterval(reports);
    await witness.close();
    await rm(evidence, { recursive: true, force: true });
  }
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Over the measured time, per cent of one core. */
async function cpuShare(bench: BenchRoom): Promise<CpuTime> {
  const before = await bench.cpuTime();
  const startedAt = performance.now();
  await delay(measuredMs);
  const after = await bench.cpuTime();
  const share = 100 / (performance.now() - startedAt);
  return {
    node: (after.node - before.node) * share,
    worker: (after.worker - before.worker) * share,
  };
}

const say = (text: string): boolean => process.stderr.write(`  ${text}\n`);

say(`${stillsMeasured} stills, one after the other`);
const stills = await measureStills();
const loads: Load[] = [];
for (const students of studentNumbers) {
  say(`${students} students: without the witness, with it, and with it counting faces`);
  loads.push(await measureLoad(students));
}
process.stdout.write(table(stills, loads));
await writeFile(
  join(import.meta.dirname, '../docs/witness.md'),
  page(stills, loads, config.witness),
);
say('Written to docs/witness.md');
