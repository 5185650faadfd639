import type { StreamEvent, StreamPhase } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestFailure } from '../api/index.ts';
import type { ReceivedVideo, VideoSink } from '../media/index.ts';
import { fakeVideo } from '../testing/index.ts';
import { TileStream, type Cause, type TileStreamOutside } from './tile-stream.ts';

const noVideo: Cause = () => 'No video from the student';
const unplugged: Cause = () => 'Camera unplugged';

interface Setting {
  /** What `acquire` does, call by call; the last one repeats. */
  acquire?: (() => Promise<ReceivedVideo>)[];
}

function streamIn({ acquire = [() => Promise.resolve(fakeVideo('v'))] }: Setting = {}) {
  const world = {
    obstacle: null as Cause | null,
    paints: true,
    canPaint: true,
    frames: 0 as number | null,
    resume: () => Promise.resolve(),
  };
  const phases: StreamPhase[] = [];
  const calls: string[] = [];
  const counted: [StreamPhase, StreamEvent][] = [];
  const paintedAfter: number[] = [];
  let asked = 0;
  const outside: TileStreamOutside = {
    check: () => world.obstacle,
    acquire() {
      calls.push('acquire');
      const answer = acquire[Math.min(asked, acquire.length - 1)];
      asked += 1;
      return answer === undefined ? Promise.reject(RequestFailure.unreachable()) : answer();
    },
    resume(video) {
      calls.push(`resume ${video.consumerId}`);
      return world.resume();
    },
    unfit: (video, because) => calls.push(`${because} ${video.consumerId}`),
    canPaint: () => world.canPaint,
    now: () => performance.now(),
    changed: ({ phase }) => phases.push(phase),
    counted: (from, event) => counted.push([from, event]),
    painted: (ms) => paintedAfter.push(ms),
    limits: { attachTimeoutMs: 6_000, stallTimeoutMs: 5_000, retries: 2, retryDelayMs: 400 },
  };
  const sink: VideoSink = {
    attach(_stream, signal) {
      calls.push('attach');
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        if (world.paints) resolve();
      });
    },
    detach: () => calls.push('detach'),
    frames: () => world.frames,
  };
  const stream = new TileStream(outside, sink);
  const times = (call: string): number => calls.filter((each) => each === call).length;
  return { stream, world, phases, calls, counted, paintedAfter, times };
}

/** Lets everything happen that needs no time, or so much time. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** One second after the other, as the desk's clock ticks. */
async function tick(stream: TileStream, seconds: number, each: () => void = () => {}) {
  for (let second = 0; second < seconds; second += 1) {
    each();
    await pass(1_000);
    stream.tick();
  }
}

describe('a stream', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked for, attached, and only then resumed', async () => {
    const { stream, phases, calls, counted, paintedAfter } = streamIn();
    stream.give('live');
    await pass();
    expect(calls).toEqual(['acquire', 'attach', 'resume v']);
    expect(phases).toEqual(['checking', 'creating_consumer', 'attaching', 'playing']);
    expect(stream.state).toMatchObject({ standing: 'live', reason: null, canRetry: false });
    expect(counted).toEqual([
      ['idle', 'want'],
      ['checking', 'check_passed'],
      ['creating_consumer', 'consumer_ready'],
      ['attaching', 'frame_painted'],
    ]);
    expect(paintedAfter).toHaveLength(1);
  });

  it('rests while the budget gives it nothing, and says so', async () => {
    const { stream, calls } = streamIn();
    stream.give('warm');
    await pass();
    expect(stream.state).toMatchObject({ phase: 'idle', standing: 'warm', stream: null });
    stream.give('live');
    await pass();
    stream.give('cold');
    expect(stream.state).toMatchObject({ phase: 'idle', standing: 'cold', stream: null });
    expect(calls).toEqual(['acquire', 'attach', 'resume v', 'detach']);
  });

  it('given the same again goes on as it is', async () => {
    const { stream, calls } = streamIn();
    stream.give('live');
    stream.give('live');
    await pass();
    stream.give('live');
    await pass();
    expect(calls).toEqual(['acquire', 'attach', 'resume v']);
  });

  it('is not asked for while there is nothing to ask for, and says why, even while it rests', async () => {
    const { stream, world, calls, phases } = streamIn();
    world.obstacle = noVideo;
    stream.give('cold');
    expect(stream.state).toMatchObject({
      phase: 'stopped',
      reason: 'No video from the student',
      canRetry: false,
    });
    const changes = phases.length;
    stream.give('cold');
    expect(phases).toHaveLength(changes);
    world.obstacle = unplugged;
    stream.give('live');
    expect(stream.state.reason).toBe('Camera unplugged');
    world.obstacle = null;
    stream.give('live');
    await pass();
    expect(stream.state.phase).toBe('playing');
    expect(calls).toEqual(['acquire', 'attach', 'resume v']);
  });

  it('plays only where the checks still pass once the frame is painted', async () => {
    const { stream, world } = streamIn();
    world.resume = () => {
      world.obstacle = noVideo;
      return Promise.resolve();
    };
    stream.give('live');
    await pass();
    expect(stream.state).toMatchObject({ phase: 'stopped', canRetry: false, stream: null });
  });

  it('that never paints is tried three times in all, then stops with a reason and a way on', async () => {
    const { stream, world, times } = streamIn();
    world.paints = false;
    stream.give('live');
    await pass(5_999);
    expect(stream.state.phase).toBe('attaching');
    await pass(1);
    expect(stream.state.phase).toBe('idle');
    // The budget's word meanwhile does not make it try sooner, or more often.
    stream.give('live');
    await pass(2 * 6_400);
    expect(stream.state).toMatchObject({ phase: 'stopped', canRetry: true });
    expect(stream.state.reason).toBe('The video arrived but did not start to play.');
    expect(times('acquire')).toBe(3);
    expect(times('attach_overdue v')).toBe(3);
    stream.give('live');
    await pass(60_000);
    expect(times('acquire')).toBe(3);
    world.paints = true;
    stream.retry();
    await pass();
    expect(stream.state.phase).toBe('playing');
  });

  it('that gets no media at all says that the network lets none through', async () => {
    const { stream, world } = streamIn({
      acquire: [() => Promise.resolve({ ...fakeVideo('v'), arriving: false })],
    });
    world.paints = false;
    stream.give('live');
    await pass(20_000);
    expect(stream.state.reason).toContain('network');
  });

  it('waits without a limit while the page is in the background', async () => {
    const { stream, world, times } = streamIn();
    world.paints = false;
    world.canPaint = false;
    stream.give('live');
    await pass(60_000);
    expect(stream.state.phase).toBe('attaching');
    expect(times('acquire')).toBe(1);
    stream.dispose();
  });

  it('that is refused is asked for again, and stops with the reason of the refusal', async () => {
    const { stream, phases } = streamIn({
      acquire: [() => Promise.reject(RequestFailure.because('stream_timeout'))],
    });
    stream.give('live');
    await pass(2_000);
    expect(stream.state.phase).toBe('stopped');
    expect(stream.state.reason).toBe(RequestFailure.because('stream_timeout').message);
    expect(phases.filter((phase) => phase === 'creating_consumer')).toHaveLength(3);
  });

  it('that is refused once plays all the same', async () => {
    const { stream } = streamIn({
      acquire: [
        () => Promise.reject(RequestFailure.because('no_answer')),
        () => Promise.resolve(fakeVideo('v')),
      ],
    });
    stream.give('live');
    await pass(400);
    expect(stream.state.phase).toBe('playing');
  });

  it('whose flow cannot be started is tried again', async () => {
    const { stream, world, times } = streamIn();
    world.resume = () => Promise.reject(RequestFailure.because('consumer_unknown'));
    stream.give('live');
    await pass();
    expect(stream.state.phase).toBe('idle');
    world.resume = () => Promise.resolve();
    await pass(400);
    expect(stream.state.phase).toBe('playing');
    expect(times('attach_overdue v')).toBe(1);
  });

  it('that breaks off is taken out of the page and asked for again', async () => {
    const first = fakeVideo('first');
    const { stream, calls } = streamIn({
      acquire: [() => Promise.resolve(first), () => Promise.resolve(fakeVideo('second'))],
    });
    stream.give('live');
    await pass();
    stream.handleLost(fakeVideo('somebody-elses'));
    expect(stream.state.phase).toBe('playing');
    stream.handleLost(first);
    expect(stream.state).toMatchObject({ phase: 'idle', stream: null });
    expect(calls.at(-1)).toBe('detach');
    await pass(400);
    expect(stream.state.phase).toBe('playing');
    expect(calls.at(-1)).toBe('resume second');
  });

  it('whose student stops sending stops at once', async () => {
    const { stream, world, times } = streamIn();
    stream.give('live');
    await pass();
    world.obstacle = noVideo;
    stream.give('live');
    expect(stream.state).toMatchObject({ phase: 'stopped', stream: null, canRetry: false });
    await pass(60_000);
    expect(times('acquire')).toBe(1);
  });

  it('that arrives after it was let go is never attached', async () => {
    let arrive = (): void => {};
    const { stream, calls } = streamIn({
      acquire: [() => new Promise((resolve) => (arrive = () => resolve(fakeVideo('late'))))],
    });
    stream.give('live');
    stream.give('cold');
    arrive();
    await pass();
    expect(calls).toEqual(['acquire']);
    expect(stream.state.phase).toBe('idle');
  });

  it('that stands still for five seconds is checked, and fetched anew', async () => {
    const { stream, world, calls, counted, times } = streamIn();
    stream.give('live');
    await pass();
    await tick(stream, 20, () => (world.frames = (world.frames ?? 0) + 15));
    expect(times('acquire')).toBe(1);
    await tick(stream, 4);
    expect(times('acquire')).toBe(1);
    await tick(stream, 1);
    await pass();
    expect(counted).toContainEqual(['playing', 'stalled']);
    expect(calls.slice(3)).toEqual(['detach', 'stalled v', 'acquire', 'attach', 'resume v']);
    expect(stream.state.phase).toBe('playing');
  });

  it('that stands still because the camera went says so', async () => {
    const { stream, world } = streamIn();
    stream.give('live');
    await pass();
    stream.tick();
    world.obstacle = unplugged;
    await tick(stream, 6);
    expect(stream.state).toMatchObject({ phase: 'stopped', reason: 'Camera unplugged' });
  });

  it('does not take a page in the background, or a machine asleep, for a stall', async () => {
    const { stream, world, times } = streamIn();
    stream.give('live');
    await pass();
    world.canPaint = false;
    await tick(stream, 30);
    world.canPaint = true;
    await tick(stream, 4);
    await pass(3_600_000);
    stream.tick();
    await tick(stream, 4);
    expect(times('acquire')).toBe(1);
  });

  it('whose frames cannot be counted is left alone', async () => {
    const { stream, world, times } = streamIn();
    world.frames = null;
    stream.give('live');
    await pass();
    await tick(stream, 30);
    expect(times('acquire')).toBe(1);
  });
});
