import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Analyser } from './analyser.ts';
import type { WorkerCommand, WorkerMessage } from './protocol.ts';

class FakeWorker extends EventTarget {
  static last: FakeWorker | undefined;
  readonly terminate = vi.fn();
  readonly postMessage = vi.fn<(command: WorkerCommand, transferred?: unknown[]) => void>();

  constructor() {
    super();
    FakeWorker.last = this;
  }

  say(message: WorkerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

/** Cameras whose pictures come when they are told to; by the copy that is read. */
const streams = new Map<unknown, ReadableStreamDefaultController<VideoFrame>>();

class FakeProcessor {
  readonly readable: ReadableStream<VideoFrame>;

  constructor({ track }: { readonly track: MediaStreamTrack }) {
    const start = (stream: ReadableStreamDefaultController<VideoFrame>) =>
      void streams.set(track, stream);
    this.readable = new ReadableStream({ start }, { highWaterMark: 0 });
  }
}

/** A camera whose copy tells when it is ended. */
function camera() {
  const stop = vi.fn();
  const copy = { stop };
  const track = Object.assign(new EventTarget() as MediaStreamTrack, { clone: () => copy });
  const give = () => {
    const frame = { close: vi.fn() };
    streams.get(copy)?.enqueue(frame as Partial<VideoFrame> as VideoFrame);
    return frame;
  };
  return { track, stop, give };
}

/** Whatever promises are due. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('MediaStreamTrackProcessor', FakeProcessor);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function analysing() {
  const nothing = () => undefined;
  const events = { onReady: nothing, onAnalysis: nothing, onViolation: nothing, onFailed: nothing };
  const analyser = new Analyser(events);
  const worker = FakeWorker.last;
  if (worker === undefined) throw new Error('no worker was started');
  /** What the worker was told of cameras. */
  const told = () =>
    worker.postMessage.mock.calls.flatMap(([command]) =>
      'camera' in command ? [[command.kind, command.camera]] : [],
    );
  return { analyser, worker, told };
}

describe('a camera', () => {
  it('is shown to the worker picture by picture, as it asks for them', async () => {
    const { analyser, worker, told } = analysing();
    const { track, give } = camera();
    analyser.watch(track);
    analyser.watch(track);
    expect(told()).toEqual([['watch', 1]]);
    worker.say({ kind: 'next', camera: 1 });
    await settle();
    const frame = give();
    await settle();
    expect(told().at(-1)).toEqual(['picture', 1]);
    const [command, transferred] = worker.postMessage.mock.lastCall ?? [];
    expect(command).toMatchObject({ picture: frame });
    expect(transferred).toEqual([frame]);
    // The next one is not fetched before it is asked for.
    give();
    await settle();
    expect(told()).toHaveLength(2);
  });

  it('that another one follows has no pictures any more', async () => {
    const { analyser, worker, told } = analysing();
    analyser.watch(camera().track);
    analyser.watch(camera().track);
    worker.say({ kind: 'next', camera: 1 });
    await settle();
    expect(told()).toEqual([
      ['watch', 1],
      ['watch', 2],
      ['ended', 1],
    ]);
  });
});

describe('a camera that is no longer analysed', () => {
  it('is ended at once between two pictures', async () => {
    const { analyser } = analysing();
    const [first, second] = [camera(), camera()];
    const stopped = () => [first, second].map(({ stop }) => stop.mock.calls.length);
    analyser.watch(first.track);
    analyser.watch(second.track);
    await settle();
    expect(stopped()).toEqual([1, 0]);
    analyser.close();
    await settle();
    expect(stopped()).toEqual([1, 1]);
  });

  it('is ended once the picture under way has come, which nobody is given', async () => {
    const { analyser, worker, told } = analysing();
    const { track, stop, give } = camera();
    analyser.watch(track);
    worker.say({ kind: 'next', camera: 1 });
    analyser.close();
    await settle();
    expect(stop).not.toHaveBeenCalled();
    const frame = give();
    await settle();
    expect(frame.close).toHaveBeenCalledOnce();
    expect(stop).toHaveBeenCalledOnce();
    expect(told().at(-1)).toEqual(['ended', 1]);
  });

  it('is ended where no picture comes, and a worker that is stuck is ended, too', async () => {
    const { analyser, worker } = analysing();
    const { track, stop } = camera();
    analyser.watch(track);
    worker.say({ kind: 'next', camera: 1 });
    analyser.close();
    await vi.advanceTimersByTimeAsync(config.analysis.lastPictureMs);
    expect(stop).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(config.analysis.closeMs);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });
});
