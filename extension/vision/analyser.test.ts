import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Analyser } from './analyser.ts';
import type { WorkerCommand, WorkerMessage } from './protocol.ts';

class FakeWorker extends EventTarget {
  static last: FakeWorker | undefined;
  readonly terminate = vi.fn();
  readonly postMessage = vi.fn<(command: WorkerCommand) => void>();

  constructor() {
    super();
    FakeWorker.last = this;
  }

  say(message: WorkerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
}

class FakeProcessor {
  readonly readable = new ReadableStream();
}

/** A camera whose copies tell when they are ended. */
function camera() {
  const stop = vi.fn();
  const track = Object.assign(new EventTarget() as MediaStreamTrack, { clone: () => ({ stop }) });
  return { track, stop };
}

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
  const given = () => worker.postMessage.mock.calls.filter(([{ kind }]) => kind === 'watch').length;
  return { analyser, worker, given };
}

describe('a camera', () => {
  it('is handed to a worker that has started, once', () => {
    const { analyser, worker, given } = analysing();
    const { track } = camera();
    analyser.watch(track);
    expect(given()).toBe(0);
    worker.say({ kind: 'listening' });
    analyser.watch(track);
    expect(given()).toBe(1);
    analyser.watch(camera().track);
    expect(given()).toBe(2);
  });

  it('is not touched any more once nobody wants it', () => {
    const { analyser, worker, given } = analysing();
    analyser.watch(camera().track);
    analyser.close();
    worker.say({ kind: 'listening' });
    expect(given()).toBe(0);
  });
});

describe('a camera that is no longer analysed', () => {
  it('is ended once the worker has left it, not with a picture under way', () => {
    const { analyser, worker } = analysing();
    worker.say({ kind: 'listening' });
    const [first, second] = [camera(), camera()];
    analyser.watch(first.track);
    analyser.watch(second.track);
    analyser.close();
    const stopped = () => [first, second].map(({ stop }) => stop.mock.calls.length);
    expect(stopped()).toEqual([0, 0]);
    worker.say({ kind: 'left', camera: 1 });
    expect(stopped()).toEqual([0, 1]);
    worker.say({ kind: 'left', camera: 0 });
    expect(stopped()).toEqual([1, 1]);
    expect(worker.terminate).not.toHaveBeenCalled();
  });

  it('is ended where no picture comes, of a shut camera or to a worker that is stuck', () => {
    const { analyser, worker } = analysing();
    worker.say({ kind: 'listening' });
    const [shut, other] = [camera(), camera()];
    analyser.watch(shut.track);
    analyser.watch(other.track);
    vi.advanceTimersByTime(config.analysis.closeMs);
    expect([shut, other].map(({ stop }) => stop.mock.calls.length)).toEqual([1, 0]);
    analyser.close();
    vi.advanceTimersByTime(config.analysis.closeMs);
    expect([shut, other].map(({ stop }) => stop.mock.calls.length)).toEqual([1, 1]);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });
});
