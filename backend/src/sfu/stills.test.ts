import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examId, SfuStage, type StageStudent } from '../../test-support/sfu-stage.ts';
import { eventually } from '../../test-support/test-client.ts';
import { keyFrameOf } from '../../test-support/vp8-stream.ts';
import { StillError } from './index.ts';

const attemptId = 'attempt';
let stage: SfuStage;
/** Keeps the room open. */
let somebody: StageStudent;
let keyFrame: Buffer;

beforeAll(async () => {
  const create = { width: 320, height: 180, channels: 3, background: '#447755' } as const;
  keyFrame = await keyFrameOf(sharp({ create }));
  stage = await SfuStage.open();
  somebody = stage.student('somebody');
});
afterAll(() => {
  somebody.client.media.close();
  stage.close();
});

const failureOf = (still: Promise<unknown>): Promise<unknown> =>
  still.catch((error: unknown) => (error instanceof StillError ? error.code : error));

describe("a still from a student's stream", () => {
  it('is not to be had of an exam in which nobody is, or of a student who sends nothing', async () => {
    expect(await failureOf(stage.sfu.still('another-exam', attemptId))).toBe('no_stream');
    expect(await failureOf(stage.sfu.still(examId, attemptId))).toBe('no_stream');
  });

  it('is taken, and leaves nothing that counts or stays when the last stream ends', async () => {
    const student = await stage.film(attemptId, { layers: [keyFrame] });
    const still = await stage.sfu.still(examId, attemptId);
    expect(still).toMatchObject({ width: 320, height: 180 });
    expect(stage.stats).toMatchObject({ transports: 0, consumers: 0, routers: 1 });

    student.producer.close();
    expect(stage.streaming).toEqual([
      [attemptId, true],
      [attemptId, false],
    ]);
    // The camera's own connection is all that is left.
    await eventually(async () => expect((await stage.dumped()).transports).toBe(1));
    expect(await failureOf(stage.sfu.still(examId, attemptId))).toBe('no_stream');
    student.leave();
    await eventually(async () => expect((await stage.dumped()).routers).toBe(0));
  });

  it('can be withdrawn', async () => {
    const student = await stage.film(attemptId, { layers: [keyFrame] });
    student.camera.stop();
    const withdrawn = new AbortController();
    const waiting = failureOf(stage.sfu.still(examId, attemptId, { signal: withdrawn.signal }));
    withdrawn.abort();
    expect(await waiting).toBe('not_taken');
    student.leave();
  });
});
