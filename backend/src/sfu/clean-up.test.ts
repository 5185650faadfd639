import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examId, SfuStage } from '../../test-support/sfu-stage.ts';
import { eventually } from '../../test-support/test-client.ts';
import { keyFrameOf } from '../../test-support/vp8-stream.ts';
import { Refusal } from '../ops/index.ts';
import { StillError, type WallClient } from './index.ts';

const cycles = 200;
let stage: SfuStage;
beforeEach(async () => {
  stage = await SfuStage.open({
    INVIGIL_SFU_WORKERS: '2',
    // Full halls and busy workers from the start, so that new ones are opened and streams are piped.
    INVIGIL_SFU_STUDENTS_PER_HALL: '2',
    INVIGIL_SFU_CONSUMERS_PER_WORKER: '1',
  });
});
afterEach(() => stage.close());

function openWall(): WallClient {
  return stage.sfu.openWall(examId, {
    onTransportClosed: () => undefined,
    onConsumerClosed: () => undefined,
  });
}

async function consume({ media, rtpCapabilities }: WallClient, attemptId: string): Promise<void> {
  const transportIds: string[] = [];
  for (;;) {
    const offer = await media.consume(attemptId, transportIds, rtpCapabilities);
    if (offer.state === 'ready') return;
    transportIds.push((await media.createTransport(offer.outlet)).id);
  }
}

/** Whoever goes in the middle is refused what was asked for; anything else is a fault. */
async function unlessRefused(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof StillError)) throw error;
  }
}

/** Lets so many rounds of the event loop go by, which is where in the requests somebody goes. */
async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round += 1)
    await new Promise((resolve) => setImmediate(resolve));
}

describe('after 200 times joining and leaving', () => {
  it('the same is open as at the start', async () => {
    const create = { width: 320, height: 180, channels: 3, background: '#447755' } as const;
    const keyFrame = await keyFrameOf(sharp({ create }));
    const resident = await stage.film('resident', { layers: [keyFrame] });
    const guard = openWall();
    await consume(guard, 'resident');
    await stage.sfu.still(examId, 'resident');
    const before = { stats: stage.stats, dumped: await stage.dumped() };

    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const student = stage.student(`student-${cycle}`);
      const wall = openWall();
      const other = openWall();
      const requests = [
        unlessRefused(student.send()),
        unlessRefused(consume(wall, student.attemptId)),
        unlessRefused(consume(wall, 'resident')),
        unlessRefused(consume(other, student.attemptId)),
        unlessRefused(stage.sfu.still(examId, 'resident', { signal: AbortSignal.timeout(20) })),
      ];
      // Every other one stays until everything is there; the others go somewhere on the way.
      if (cycle % 2 === 0) await Promise.all(requests);
      else await rounds(cycle % 23);
      if (cycle % 3 === 0) wall.media.close();
      student.client.media.close();
      wall.media.close();
      if (cycle % 5 === 0) await rounds(2);
      other.media.close();
      await Promise.all(requests);
    }

    await eventually(async () => {
      expect({ stats: stage.stats, dumped: await stage.dumped() }).toEqual(before);
    });

    // And nothing at all once the last ones go.
    resident.leave();
    guard.media.close();
    await eventually(async () => {
      expect(await stage.dumped()).toEqual({
        routers: 0,
        transports: 0,
        producers: 0,
        consumers: 0,
      });
    });
    expect(stage.stats).toEqual({
      workers: 2,
      routers: 0,
      transports: 0,
      producers: 0,
      consumers: 0,
      pipes: 0,
      pendingConsumers: 0,
      asleep: 0,
      checks: 0,
    });
    expect(stage.sfu.workerLoads.map(({ total }) => total)).toEqual([0, 0]);
  });
});
