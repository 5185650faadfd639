import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestFailure } from '../api/index.ts';
import type { ReceivedVideo } from '../media/index.ts';
import { fakeVideo } from '../testing/index.ts';
import { ConsumerPool } from './consumer-pool.ts';
import type { Held } from './stream-budget.ts';

interface Asked {
  readonly attemptId: string;
  readonly signal: AbortSignal;
  readonly answer: (video?: ReceivedVideo) => void;
  readonly refuse: () => void;
}

function poolIn() {
  const calls: string[] = [];
  const asked: Asked[] = [];
  const lost: string[] = [];
  const note = (call: string): Promise<void> => {
    calls.push(call);
    return Promise.resolve();
  };
  const world = { resume: (attemptId: string) => note(`resume ${attemptId}`) };
  const pool = new ConsumerPool({
    link: {
      resume: (attemptId) => world.resume(attemptId),
      pause: (attemptId) => note(`pause ${attemptId}`),
      release: (attemptId) => note(`release ${attemptId}`),
      preferLayer: (attemptId, layer) => note(`prefer ${attemptId} ${layer}`),
    },
    lost: (attemptId, video) => lost.push(`${attemptId} ${video.consumerId}`),
    now: () => performance.now(),
    limits: { parallelConsumes: 2, consumeSlotMs: 3_000, warmAgainMs: 5_000, tileLayer: 0 },
  });
  pool.useSource({
    consume: (attemptId, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          attemptId,
          signal,
          answer: (video = fakeVideo(`of ${attemptId}`)) => resolve(video),
          refuse: () => reject(RequestFailure.because('media_refused')),
        });
      }),
  });
  /** The newest request for somebody's video. */
  const requestFor = (attemptId: string): Asked => {
    const request = asked.findLast((each) => each.attemptId === attemptId);
    if (request === undefined) throw new Error(`${attemptId} was not asked for.`);
    return request;
  };
  const never = new AbortController().signal;
  const acquire = (attemptId: string) => pool.acquire(attemptId, never);
  return { pool, world, calls, asked, lost, requestFor, acquire };
}

const plan = (...held: [string, Held['standing']][]): Map<string, Held> =>
  new Map(held.map(([attemptId, standing]) => [attemptId, { standing, leftAt: null }]));

const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('the pool of consumers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks for the most urgent first, and for no more at a time than it may', async () => {
    const { pool, asked, requestFor } = poolIn();
    pool.apply(plan(['a', 'live'], ['b', 'live'], ['c', 'live'], ['d', 'warm']));
    expect(asked.map(({ attemptId }) => attemptId)).toEqual(['a', 'b']);
    expect(pool.figures).toMatchObject({ asking: 2, queued: 2 });
    // What became more urgent meanwhile overtakes.
    pool.apply(plan(['d', 'live'], ['a', 'live'], ['b', 'live'], ['c', 'warm']));
    requestFor('b').answer();
    await pass();
    expect(asked.map(({ attemptId }) => attemptId)).toEqual(['a', 'b', 'd']);
  });

  it('lets a slow answer keep nobody else waiting', async () => {
    const { pool, asked } = poolIn();
    pool.apply(plan(['a', 'live'], ['b', 'live'], ['c', 'live']));
    await pass(2_999);
    expect(asked).toHaveLength(2);
    await pass(1);
    expect(asked).toHaveLength(3);
  });

  it('has one video for everybody who shows the student, and starts it once', async () => {
    const { pool, calls, asked, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live']));
    const both = Promise.all([acquire('a'), acquire('a')]);
    requestFor('a').answer();
    const [first, second] = await both;
    expect(first).toBe(second);
    await Promise.all([pool.resume('a', first), pool.resume('a', second)]);
    expect(await acquire('a')).toBe(first);
    expect(asked).toHaveLength(1);
    expect(calls).toEqual(['resume a']);
    expect(pool.figures).toMatchObject({ flowing: 1, paused: 0 });
  });

  it('pauses what is only kept ready, and starts it again without asking anew', async () => {
    const { pool, calls, asked, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live']));
    requestFor('a').answer();
    const video = await acquire('a');
    await pool.resume('a', video);
    pool.apply(plan(['a', 'warm']));
    expect(pool.figures).toMatchObject({ paused: 1, flowing: 0 });
    pool.apply(plan(['a', 'live']));
    await pool.resume('a', await acquire('a'));
    expect(calls).toEqual(['resume a', 'pause a', 'resume a']);
    expect(asked).toHaveLength(1);
  });

  it('closes what the plan no longer names before it asks for others', async () => {
    const { pool, calls, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live'], ['b', 'warm']));
    const video = fakeVideo('of a');
    requestFor('a').answer(video);
    await acquire('a');
    pool.apply(plan(['c', 'live']));
    expect(video.closed).toBe(1);
    expect(requestFor('b').signal.aborted).toBe(true);
    expect(calls).toEqual(['release a', 'release b']);
    expect(pool.figures).toMatchObject({ asking: 1, paused: 0, flowing: 0 });
  });

  it('closes a video that arrives too late', async () => {
    const { pool, requestFor } = poolIn();
    pool.apply(plan(['a', 'warm']));
    const request = requestFor('a');
    pool.apply(plan());
    const late = fakeVideo('late');
    request.answer(late);
    await pass();
    expect(late.closed).toBe(1);
  });

  it('says why a video could not be had, and asks again when it is wanted again', async () => {
    const { pool, asked, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live']));
    const refused = expect(acquire('a')).rejects.toMatchObject({ reason: 'media_refused' });
    requestFor('a').refuse();
    await refused;
    expect(pool.figures.gone).toBe(1);
    const wanted = acquire('a');
    expect(asked).toHaveLength(2);
    requestFor('a').answer();
    await expect(wanted).resolves.toMatchObject({ consumerId: 'of a' });
  });

  it('does not ask over and over for what is only to be kept ready', async () => {
    const { pool, asked, requestFor } = poolIn();
    pool.apply(plan(['a', 'warm']));
    requestFor('a').refuse();
    await pass(4_999);
    pool.apply(plan(['a', 'warm']));
    expect(asked).toHaveLength(1);
    await pass(1);
    pool.apply(plan(['a', 'warm']));
    expect(asked).toHaveLength(2);
  });

  it('refuses those whom the plan does not name', async () => {
    const { acquire } = poolIn();
    await expect(acquire('a')).rejects.toMatchObject({ reason: 'released' });
  });

  it('tells who showed a video that went away, and has a new one for them', async () => {
    const { pool, calls, lost, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live'], ['b', 'live']));
    requestFor('a').answer(fakeVideo('first'));
    requestFor('b').answer(fakeVideo('other'));
    await acquire('a');
    pool.handleClosed('a', 'an older one');
    expect(lost).toEqual([]);
    pool.handleClosed('a', 'first');
    pool.handleLost(['other']);
    expect(lost).toEqual(['a first', 'b other']);
    const next = acquire('a');
    requestFor('a').answer(fakeVideo('second'));
    expect((await next).consumerId).toBe('second');
    // The server's end was gone already.
    expect(calls).toEqual([]);
  });

  it('replaces a video that was given up, once', async () => {
    const { pool, calls, lost, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live']));
    const first = fakeVideo('first');
    requestFor('a').answer(first);
    await acquire('a');
    pool.discard('a', first);
    pool.discard('a', first);
    expect(lost).toEqual(['a first']);
    expect(first.closed).toBe(1);
    expect(calls).toEqual(['release a']);
  });

  it('can start a video again whose start failed', async () => {
    const { pool, world, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live']));
    requestFor('a').answer();
    const video = await acquire('a');
    world.resume = () => Promise.reject(RequestFailure.because('no_answer'));
    await expect(pool.resume('a', video)).rejects.toMatchObject({ reason: 'no_answer' });
    expect(pool.figures.paused).toBe(1);
    world.resume = () => Promise.resolve();
    await pool.resume('a', video);
    expect(pool.figures.flowing).toBe(1);
    await expect(pool.resume('a', fakeVideo('old'))).rejects.toMatchObject({ reason: 'released' });
  });

  it('asks for the large layer where it is seen, also for a video that comes later', async () => {
    const { pool, calls, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live']));
    pool.prefer('a', 1);
    expect(calls).toEqual([]);
    requestFor('a').answer();
    await acquire('a');
    pool.prefer('a', 1);
    pool.prefer('a', 0);
    expect(calls).toEqual(['prefer a 1', 'prefer a 0']);
  });

  it('drops everything with the connection, without a word to a server that has forgotten it', async () => {
    const { pool, calls, requestFor, acquire } = poolIn();
    pool.apply(plan(['a', 'live'], ['b', 'live']));
    const video = fakeVideo('of a');
    requestFor('a').answer(video);
    await acquire('a');
    const waiting = expect(acquire('b')).rejects.toMatchObject({ reason: 'released' });
    pool.useSource(null);
    await waiting;
    expect(video.closed).toBe(1);
    expect(calls).toEqual([]);
    expect(pool.figures).toEqual({ queued: 0, asking: 0, paused: 0, flowing: 0, gone: 0 });
  });
});
