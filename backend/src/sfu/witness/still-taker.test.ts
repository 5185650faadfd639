import { createWorker, type types } from 'mediasoup';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectCamera, keyFrameOf } from '../../../test-support/vp8-stream.ts';
import { eventually } from '../../../test-support/test-client.ts';
import { StillError } from './still.ts';
import { StillTaker } from './still-taker.ts';

const vp8Codec: types.RouterRtpCodecCapability = {
  kind: 'video',
  mimeType: 'video/VP8',
  clockRate: 90_000,
};
const options = { stillTimeoutMs: 500, stillAgainMs: 100, stillLargeMs: 250 };

const picture = (width: number, height: number, background: string): Promise<Buffer> =>
  keyFrameOf(sharp({ create: { width, height, channels: 3, background } }));

async function middleOf(webp: Buffer): Promise<number[]> {
  const { channels } = await sharp(webp).stats();
  return channels.map(({ mean }) => Math.round(mean));
}

async function failureOf(still: Promise<unknown>): Promise<string> {
  const error: unknown = await still.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof StillError ? error.code : `not a StillError: ${String(error)}`;
}

let worker: types.Worker;
let router: types.Router;
let taker: StillTaker;
/** For a second key frame soon after the first: the media worker asks for it after up to a second. */
let patient: StillTaker;
let red: Buffer;
let blue: Buffer;

beforeAll(async () => {
  worker = await createWorker({ logLevel: 'warn' });
  [red, blue] = await Promise.all([picture(320, 180, '#ff0000'), picture(320, 180, '#0000ff')]);
});
beforeEach(async () => {
  router = await worker.createRouter({ mediaCodecs: [vp8Codec] });
  taker = new StillTaker(router, options);
  patient = new StillTaker(router, { ...options, stillTimeoutMs: 5000 });
});
afterEach(() => router.close());
afterAll(() => worker.close());

const openConsumers = async (): Promise<number> => {
  const { mapProducerIdConsumerIds } = await router.dump();
  return mapProducerIdConsumerIds.reduce((sum, { values }) => sum + values.length, 0);
};

describe('a still', () => {
  it('shows what the camera sees at the moment of asking, each time anew', async () => {
    const { camera, producer } = await connectCamera(router, { layers: [red] });
    const askedAt = Date.now();
    const first = await patient.take(producer);
    expect(first).toMatchObject({ width: 320, height: 180 });
    expect(first.takenAt).toBeGreaterThanOrEqual(askedAt);
    expect((await middleOf(first.webp))[0]).toBeGreaterThan(200);

    camera.show([blue]);
    const second = await patient.take(producer);
    expect((await middleOf(second.webp))[2]).toBeGreaterThan(200);
  });

  it('is taken from the large layer where it is sent', async () => {
    const layers = [red, await picture(640, 360, '#ff0000')];
    const { producer } = await connectCamera(router, { layers });
    expect(producer.type).toBe('simulcast');
    expect(await patient.take(producer)).toMatchObject({ width: 640, height: 360 });
  });

  it('is taken from the small layer where only that is sent, at once where there is no other', async () => {
    const layers = [red, await picture(640, 360, '#ff0000')];
    const { camera, producer } = await connectCamera(router, { layers, firstSsrc: 50 });
    camera.sendLayers(1);
    expect(await patient.take(producer)).toMatchObject({ width: 320, height: 180 });
    const alone = await connectCamera(router, { layers: [red] });
    const impatient = new StillTaker(router, { ...options, stillLargeMs: 60_000 });
    expect(await impatient.take(alone.producer)).toMatchObject({ width: 320, height: 180 });
  });

  it('leaves one paused consumer behind for the next one, until the stream ends', async () => {
    const consumers: types.Consumer[] = [];
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newconsumer', (consumer) => consumers.push(consumer));
    });
    const { producer } = await connectCamera(router, { layers: [red] });
    for (let still = 0; still < 2; still += 1) {
      await patient.take(producer);
      expect(consumers).toHaveLength(1);
      await eventually(async () => expect(consumers[0]?.paused).toBe(true));
    }
    producer.close();
    await eventually(async () => expect(await openConsumers()).toBe(0));
  });

  it('can be taken of several streams at once', async () => {
    const cameras = await Promise.all(
      [1, 2, 3].map((number) =>
        connectCamera(router, { layers: [number === 2 ? blue : red], firstSsrc: number * 100 }),
      ),
    );
    const stills = await Promise.all(cameras.map(({ producer }) => taker.take(producer)));
    const blues = await Promise.all(
      stills.map(async ({ webp }) => (await middleOf(webp))[2]! > 200),
    );
    expect(blues).toEqual([false, true, false]);
  });

  it('can be taken again after everything was given up', async () => {
    const { producer } = await connectCamera(router, { layers: [red] });
    await patient.take(producer);
    patient.close();
    await eventually(async () => expect(await openConsumers()).toBe(0));
    expect(await patient.take(producer)).toMatchObject({ width: 320 });
  });
});

describe('there is no still, and the reason is said', () => {
  /** A stream that is there but brings no frame. */
  const silentCamera = async (): Promise<types.Producer> => {
    const { camera, producer } = await connectCamera(router, { layers: [red] });
    camera.stop();
    return producer;
  };

  it('of a stream that brings no key frame in time', async () => {
    const producer = await silentCamera();
    const askedAt = performance.now();
    expect(await failureOf(taker.take(producer))).toBe('no_key_frame');
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(options.stillTimeoutMs - 5);
  });

  it('of a stream that is paused, before or meanwhile', async () => {
    const producer = await silentCamera();
    const waiting = failureOf(taker.take(producer));
    // Both ways of noticing: the consumer's event, and its state at the next request.
    await eventually(async () => expect(await openConsumers()).toBe(1));
    await producer.pause();
    expect(await waiting).toBe('stream_paused');
    expect(await failureOf(taker.take(producer))).toBe('stream_paused');
  });

  it('of a stream that ended, before or meanwhile', async () => {
    const producer = await silentCamera();
    const waiting = failureOf(taker.take(producer));
    await eventually(async () => expect(await openConsumers()).toBe(1));
    producer.close();
    expect(await waiting).toBe('stream_ended');
    expect(await failureOf(taker.take(producer))).toBe('stream_ended');
  });

  it('of a stream that ends while the first still is being prepared', async () => {
    const producer = await silentCamera();
    const waiting = failureOf(taker.take(producer));
    producer.close();
    expect(await waiting).toBe('stream_ended');
  });

  it('of a room that closes meanwhile', async () => {
    const producer = await silentCamera();
    const early = failureOf(taker.take(producer));
    router.close();
    expect(await early).toBe('stream_ended');
  });

  it('where one is being taken already, and only then', async () => {
    const producer = await silentCamera();
    const first = failureOf(taker.take(producer));
    expect(await failureOf(taker.take(producer))).toBe('busy');
    await first;
    expect(await failureOf(taker.take(producer))).toBe('no_key_frame');
  });

  it('where it is not wanted any more', async () => {
    const producer = await silentCamera();
    const withdrawn = new AbortController();
    const waiting = failureOf(taker.take(producer, withdrawn.signal));
    withdrawn.abort();
    expect(await waiting).toBe('not_taken');
    expect(await failureOf(taker.take(producer, AbortSignal.abort()))).toBe('not_taken');
  });

  it('within the time also where the media worker answers nothing', async () => {
    const hung = await createWorker({ logLevel: 'warn' });
    try {
      const hungRouter = await hung.createRouter({ mediaCodecs: [vp8Codec] });
      const { producer } = await connectCamera(hungRouter, { layers: [red] });
      process.kill(hung.pid, 'SIGSTOP');
      expect(await failureOf(new StillTaker(hungRouter, options).take(producer))).toBe(
        'no_key_frame',
      );
    } finally {
      process.kill(hung.pid, 'SIGCONT');
      hung.close();
    }
  });
});
