import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../test-support/test-client.ts';
import { connectCamera, keyFrameOf } from '../../test-support/vp8-stream.ts';
import { readConfig } from '../config.ts';
import { Sfu, StillError, type AgentClient } from './index.ts';

const examId = 'exam';
const attemptId = 'attempt';
let sfu: Sfu;
let client: AgentClient;
let keyFrame: Buffer;
const streaming: boolean[] = [];

beforeAll(async () => {
  const create = { width: 320, height: 180, channels: 3, background: '#447755' } as const;
  keyFrame = await keyFrameOf(sharp({ create }));
  sfu = await Sfu.open(
    {
      ...readConfig({ INVIGIL_SFU_PORT: '0', INVIGIL_SFU_WORKERS: '1' }).sfu,
      onStreaming: (_exam, _attempt, on) => streaming.push(on),
    },
    pino({ level: 'silent' }),
  );
  client = await sfu.openAgent(examId, attemptId, { onTransportClosed: () => undefined });
});
afterAll(() => {
  client.media.close();
  sfu.close();
});

function room() {
  const open = sfu.room(examId);
  if (open === undefined) throw new Error('The room is not open');
  return open;
}

const failureOf = (still: Promise<unknown>): Promise<unknown> =>
  still.catch((error: unknown) => (error instanceof StillError ? error.code : error));

describe("a still from a student's stream", () => {
  it('is not to be had of an exam in which nobody is, or of a student who sends nothing', async () => {
    expect(await failureOf(sfu.still('another-exam', attemptId))).toBe('no_stream');
    expect(await failureOf(sfu.still(examId, attemptId))).toBe('no_stream');
  });

  it('is taken, and leaves nothing that counts or stays when the last stream ends', async () => {
    const { producer, transport } = await connectCamera(room().router, { layers: [keyFrame] });
    room().addProducer(attemptId, producer);
    const still = await sfu.still(examId, attemptId);
    expect(still).toMatchObject({ width: 320, height: 180 });
    expect(sfu.stats).toMatchObject({ transports: 0, consumers: 0, routers: 1 });

    transport.close();
    expect(streaming).toEqual([true, false]);
    await eventually(async () => {
      expect((await room().router.dump()).transportIds).toEqual([]);
    });
    expect(await failureOf(sfu.still(examId, attemptId))).toBe('no_stream');
  });

  it('can be withdrawn', async () => {
    const { camera, producer, transport } = await connectCamera(room().router, {
      layers: [keyFrame],
    });
    camera.stop();
    room().addProducer(attemptId, producer);
    const withdrawn = new AbortController();
    const waiting = failureOf(sfu.still(examId, attemptId, { signal: withdrawn.signal }));
    withdrawn.abort();
    expect(await waiting).toBe('not_taken');
    transport.close();
  });
});
