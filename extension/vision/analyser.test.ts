import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Analyser } from './analyser.ts';
import type { WorkerMessage } from './protocol.ts';

class FakeWorker extends EventTarget {
  static last: FakeWorker | undefined;
  readonly terminate = vi.fn();
  readonly postMessage = vi.fn();

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
  const onFailed = vi.fn();
  const nothing = () => undefined;
  const events = { onReady: nothing, onAnalysis: nothing, onViolation: nothing, onFailed };
  const analyser = new Analyser(events);
  const worker = FakeWorker.last;
  if (worker === undefined) throw new Error('no worker was started');
  return { analyser, worker, onFailed };
}

describe('a camera that is no longer analysed', () => {
  it('is ended once the worker has its pictures, not on their way there', async () => {
    const { analyser, worker } = analysing();
    const [first, second] = [camera(), camera()];
    analyser.watch(first.track);
    analyser.watch(second.track);
    analyser.close();
    await settle();
    expect(first.stop).not.toHaveBeenCalled();
    worker.say({ kind: 'watching' });
    await settle();
    expect([first.stop, second.stop].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    worker.say({ kind: 'watching' });
    await settle();
    expect(second.stop).toHaveBeenCalledOnce();
    expect(worker.terminate).not.toHaveBeenCalled();
  });

  it('is ended at once where the worker had them already', async () => {
    const { analyser, worker } = analysing();
    const { track, stop } = camera();
    analyser.watch(track);
    worker.say({ kind: 'watching' });
    await settle();
    expect(stop).not.toHaveBeenCalled();
    analyser.close();
    await settle();
    expect(stop).toHaveBeenCalledOnce();
  });

  it('is ended with a worker that never answers', async () => {
    const { analyser, worker } = analysing();
    const { track, stop } = camera();
    analyser.watch(track);
    analyser.close();
    await vi.advanceTimersByTimeAsync(config.analysis.closeMs);
    expect(worker.terminate).toHaveBeenCalledOnce();
    expect(stop).toHaveBeenCalledOnce();
  });

  it('is ended with a worker that did not start', async () => {
    const { analyser, worker, onFailed } = analysing();
    const { track, stop } = camera();
    analyser.watch(track);
    worker.dispatchEvent(new Event('error', { cancelable: true }));
    expect(onFailed).toHaveBeenCalledOnce();
    analyser.close();
    await settle();
    expect(stop).toHaveBeenCalledOnce();
  });
});
