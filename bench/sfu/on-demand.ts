import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { simulcastLayers } from '@invigil/shared-types';
import { readConfig } from '../../backend/src/config.ts';
import { openLog } from '../../backend/src/ops/index.ts';
import { Sfu, StillError, type Layers } from '../../backend/src/sfu/index.ts';
import { SpotChecks } from '../../backend/src/witness/spot-checks.ts';
import { connectCamera, keyFrameOf } from '../../backend/test-support/vp8-stream.ts';

const examId = 'bench';
const students = 24;
const measuredMs = 90_000;

export interface OnDemandFigures {
  readonly students: number;
  readonly seconds: number;
  readonly looks: number;
  /** Of the students' time, the share in which each number of layers was asked of them; per cent. */
  readonly shares: Readonly<Record<Layers, number>>;
}

/** What students send of whom only the witness takes a look, as often as it does by default. */
export async function measureOnDemand(): Promise<OnDemandFigures> {
  const { sfu: settings, witness } = readConfig({
    INVIGIL_SFU_PORT: '0',
    INVIGIL_SFU_WORKERS: '1',
  });
  const log = openLog('error');
  const sfu = await Sfu.open({ ...settings, onStreaming: () => undefined }, log);
  let looks = 0;
  const checks = new SpotChecks({
    ...witness,
    settleMs: 0,
    look: async ({ attemptId }, signal) => {
      try {
        await sfu.still(examId, attemptId, { signal });
        looks += 1;
      } catch (error) {
        if (!(error instanceof StillError)) throw error;
      }
      return { again: 'later' };
    },
    log,
  });
  try {
    sfu.videoPolicy(examId, 'on_demand');
    // Keeps the room open, and looks at nobody.
    sfu.openWall(examId, {
      onTransportClosed: () => undefined,
      onConsumerClosed: () => undefined,
    });
    const clocks = await openStudents(sfu);
    // What is wanted of everybody in the beginning is over.
    await delay(2 * settings.demandLowerMs);
    for (const clock of clocks) clock.begin();
    for (const { attemptId } of clocks) checks.streaming({ examId, attemptId }, true);
    await delay(measuredMs);
    const share = (layers: Layers): number =>
      (100 * clocks.reduce((sum, clock) => sum + clock.spent(layers), 0)) / (students * measuredMs);
    const shares = { 0: share(0), 1: share(1), 2: share(2) };
    return { students, seconds: measuredMs / 1000, looks, shares };
  } finally {
    checks.close();
    sfu.close();
  }
}

/** How long one student was asked for how much. */
class DemandClock {
  readonly attemptId: string;
  #layers: Layers = 0;
  #since = performance.now();
  #spent: Record<Layers, number> = { 0: 0, 1: 0, 2: 0 };

  constructor(attemptId: string) {
    this.attemptId = attemptId;
  }

  begin(): void {
    this.#since = performance.now();
    this.#spent = { 0: 0, 1: 0, 2: 0 };
  }

  told(layers: Layers): void {
    const now = performance.now();
    this.#spent[this.#layers] += now - this.#since;
    this.#layers = layers;
    this.#since = now;
  }

  spent(layers: Layers): number {
    this.told(this.#layers);
    return this.#spent[layers];
  }
}

async function openStudents(sfu: Sfu): Promise<DemandClock[]> {
  const room = sfu.room(examId);
  if (room === undefined) throw new Error('There is no room');
  const layers = await Promise.all(
    simulcastLayers.map(({ width, height }) =>
      keyFrameOf(sharp({ create: { width, height, channels: 3, background: '#447755' } })),
    ),
  );
  return Promise.all(
    Array.from({ length: students }, async (_, index) => {
      const clock = new DemandClock(`student-${index}`);
      const { hall } = await room.place();
      const camera = await connectCamera(hall.router, { layers, framesPerSecond: 15 });
      room.addProducer(clock.attemptId, hall, camera.producer, (wanted) => {
        clock.told(wanted);
        camera.camera.sendLayers(wanted);
      });
      return clock;
    }),
  );
}
