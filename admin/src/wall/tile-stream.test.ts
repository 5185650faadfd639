import { describe, expect, it, vi } from 'vitest';
import { RequestFailure } from '../api/index.ts';
import type { ReceivedVideo } from '../media/index.ts';
import type { StreamPhase } from './stream-phase.ts';
import { TileStream, type TileStreamOutside, type VideoSink } from './tile-stream.ts';

/** Long enough for every promise that is already settled, and for the retries' delay. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 10));

interface Setting {
  /** What `consume` does, call by call; the last one repeats. */
  consume?: (() => Promise<ReceivedVideo>)[];
  /** Whether the page paints what is attached. */
  paints?: boolean;
  canPaint?: boolean;
  attachTimeoutMs?: number;
}

function videoNamed(consumerId: string): ReceivedVideo & { close: ReturnType<typeof vi.fn> } {
  // The stream is only handed on here; its insides matter to the page alone.
  return { consumerId, stream: Object.create(null) as MediaStream, close: vi.fn<() => void>() };
}

function streamIn(setting: Setting = {}) {
  const world = { obstacle: null as string | null, paints: setting.paints ?? true };
  const phases: StreamPhase[] = [];
  const calls: string[] = [];
  const consume = setting.consume ?? [() => Promise.resolve(videoNamed('v'))];
  let asked = 0;
  const outside: TileStreamOutside = {
    check: () => world.obstacle,
    consume: () => {
      calls.push('consume');
      const answer = consume[Math.min(asked, consume.length - 1)];
      asked += 1;
      return answer === undefined ? Promise.reject(RequestFailure.unreachable()) : answer();
    },
    resume: async () => void calls.push('resume'),
    release: () => calls.push('release'),
    canPaint: () => setting.canPaint ?? true,
    whyNotPlaying: () => 'It did not play.',
    changed: ({ phase }) => phases.push(phase),
    limits: { attachTimeoutMs: setting.attachTimeoutMs ?? 5, retries: 2, retryDelayMs: 1 },
  };
  const sink: VideoSink = {
    attach: (_stream, signal) => {
      calls.push('attach');
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        if (world.paints) resolve();
      });
    },
    detach: () => calls.push('detach'),
  };
  const stream = new TileStream(outside, sink);
  return { stream, world, phases, calls };
}

describe('a stream', () => {
  it('is asked for, attached, and only then resumed', async () => {
    const { stream, phases, calls } = streamIn();
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
    expect(calls).toEqual(['consume', 'attach', 'resume']);
    expect(phases.slice(1)).toEqual(['checking', 'creating_consumer', 'attaching', 'playing']);
    expect(stream.state).toMatchObject({ reason: null, canRetry: false });
  });

  it('is not asked for while there is nothing to ask for, and says why', async () => {
    const { stream, world, calls } = streamIn();
    world.obstacle = 'No video from the student';
    stream.start();
    expect(stream.state).toEqual({
      phase: 'stopped',
      stream: null,
      reason: 'No video from the student',
      canRetry: false,
    });
    world.obstacle = null;
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
    expect(calls).not.toContain('release');
  });

  it('that never paints is tried three times in all, then stops with a reason and a way on', async () => {
    const { stream, calls, world } = streamIn({ paints: false });
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('stopped');
    expect(calls.filter((call) => call === 'consume')).toHaveLength(3);
    expect(calls.filter((call) => call === 'release')).toHaveLength(3);
    expect(stream.state).toMatchObject({ reason: 'It did not play.', canRetry: true });
    world.paints = true;
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
  });

  it('waits without a limit while the page is in the background', async () => {
    const { stream, calls } = streamIn({ paints: false, canPaint: false, attachTimeoutMs: 1 });
    stream.start();
    await aMoment();
    expect(stream.state.phase).toBe('attaching');
    expect(calls.filter((call) => call === 'consume')).toHaveLength(1);
    stream.dispose();
  });

  it('that is refused is asked for again, and stops with the reason of the refusal', async () => {
    const { stream, phases } = streamIn({
      consume: [() => Promise.reject(RequestFailure.because('stream_timeout'))],
    });
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('stopped');
    expect(stream.state.reason).toBe(RequestFailure.because('stream_timeout').message);
    expect(phases.filter((phase) => phase === 'creating_consumer')).toHaveLength(3);
  });

  it('that is refused once plays all the same', async () => {
    const { stream } = streamIn({
      consume: [
        () => Promise.reject(RequestFailure.because('no_answer')),
        () => Promise.resolve(videoNamed('v')),
      ],
    });
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
  });

  it('that breaks off is taken out of the page and asked for again', async () => {
    const first = videoNamed('first');
    const { stream, calls } = streamIn({
      consume: [() => Promise.resolve(first), () => Promise.resolve(videoNamed('second'))],
    });
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
    stream.handleLost();
    expect(stream.state).toMatchObject({ phase: 'idle', stream: null });
    expect(calls.slice(-2)).toEqual(['detach', 'release']);
    expect(first.close).toHaveBeenCalledOnce();
    await expect.poll(() => stream.consumerId).toBe('second');
  });

  it('whose student stops sending stops at once', async () => {
    const { stream, world, calls } = streamIn();
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
    world.obstacle = 'No video from the student';
    stream.start();
    expect(stream.state).toMatchObject({ phase: 'stopped', stream: null, canRetry: false });
    await aMoment();
    expect(calls.filter((call) => call === 'consume')).toHaveLength(1);
  });

  it('that arrives after it was let go is closed and never attached', async () => {
    const late = videoNamed('late');
    let arrive = (): void => {};
    const { stream, calls } = streamIn({
      consume: [() => new Promise((resolve) => (arrive = () => resolve(late)))],
    });
    stream.start();
    stream.dispose();
    arrive();
    await expect.poll(() => late.close.mock.calls.length).toBe(1);
    expect(calls).toEqual(['consume', 'release']);
    expect(stream.state.phase).toBe('idle');
  });

  it('started twice has one video', async () => {
    const first = videoNamed('first');
    const { stream } = streamIn({
      consume: [() => Promise.resolve(first), () => Promise.resolve(videoNamed('second'))],
    });
    stream.start();
    stream.start();
    await expect.poll(() => stream.state.phase).toBe('playing');
    expect(stream.consumerId).toBe('second');
    expect(first.close).toHaveBeenCalledOnce();
  });
});
