import { defaultPolicy } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import type { Analysis, ViolationRules } from '../vision/index.ts';
import { Watcher } from './watcher.ts';

/** The thread that looks at pictures, with the little of it that the watcher sees. */
class FakeWorker extends EventTarget {
  static all: FakeWorker[] = [];
  readonly isModule: boolean;
  readonly commands: { readonly kind: string; readonly rules?: ViolationRules }[] = [];
  terminate = vi.fn();

  constructor(_url: URL | string = '', options: WorkerOptions = {}) {
    super();
    this.isModule = options.type === 'module';
    FakeWorker.all.push(this);
  }

  postMessage(command: FakeWorker['commands'][number]): void {
    this.commands.push(command);
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

class FakeProcessor {
  readonly readable = new ReadableStream();
}

const analysis: Analysis = {
  capturedAt: 1,
  analysedAt: 2,
  signals: { faces: 1, luma: 90, sharpness: 60, difference: 0.4, yaw: 0, pitch: 0 },
  analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
};
const rules = defaultPolicy.violations;
const { overMs } = config.analysis.slow;

let track: MediaStreamTrack;
const muted = vi.fn(() => false);
beforeEach(() => {
  vi.useFakeTimers();
  FakeWorker.all = [];
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('MediaStreamTrackProcessor', FakeProcessor);
  muted.mockReturnValue(false);
  track = Object.defineProperties(new EventTarget() as MediaStreamTrack, {
    readyState: { value: 'live' },
    muted: { get: muted },
    clone: { value: () => ({ stop: () => undefined }) },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watching() {
  const troubles: (string | null)[] = [];
  const watcher = new Watcher(rules, {
    onAnalysis: () => undefined,
    onViolation: () => undefined,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  watcher.watch(track);
  const worker = () => FakeWorker.all.at(-1) ?? new FakeWorker();
  /** Analyses at this pace. */
  const run = (forMs: number, everyMs: number) => {
    for (let ms = 0; ms < forMs; ms += everyMs) {
      vi.advanceTimersByTime(everyMs);
      worker().say({ kind: 'analysis', analysis });
    }
  };
  return { watcher, troubles, worker, run };
}

describe('Watcher', () => {
  it('judges by the policy before the first picture, and by another one from then on', () => {
    const { watcher, worker } = watching();
    expect(worker().commands.map(({ kind }) => kind)).toEqual(['judge', 'watch']);
    const others = { ...rules, no_face: { ...rules.no_face, enabled: false } };
    watcher.judgeBy(others);
    expect(worker().commands.at(-1)).toEqual({ kind: 'judge', rules: others });
    expect(FakeWorker.all).toHaveLength(1);
  });

  it('says that the analysis is too slow, and that it is fast enough again', () => {
    const { troubles, run } = watching();
    run(30_000, 200);
    expect(troubles).toEqual([]);
    run(2 * overMs, 2000);
    expect(troubles).toEqual(['analysis_slow']);
    run(2 * overMs, 200);
    expect(troubles).toEqual(['analysis_slow', null]);
  });

  it('does not call a machine slow whose camera delivers nothing', () => {
    muted.mockReturnValue(true);
    const { troubles } = watching();
    vi.advanceTimersByTime(5 * overMs);
    expect(troubles).toEqual([]);
  });

  it('starts a failed analysis anew, by the rules of now, and is not slow meanwhile', () => {
    const { watcher, troubles, worker } = watching();
    const first = worker();
    first.say({ kind: 'failed', reason: 'analysis_no_webgl', detail: 'none' });
    expect(first.terminate).toHaveBeenCalled();
    const others = { ...rules, no_face: { ...rules.no_face, enabled: false } };
    watcher.judgeBy(others);
    vi.advanceTimersByTime(config.analysis.restartMs);
    expect(troubles).toEqual(['analysis_no_webgl']);
    expect(worker()).not.toBe(first);
    expect(worker().commands[0]).toEqual({ kind: 'judge', rules: others });
    worker().say({ kind: 'ready', delegate: 'CPU', detail: 'CPU 20 ms' });
    expect(troubles).toEqual(['analysis_no_webgl', null]);
  });

  it('gives up after some tries, and says nothing more when it is closed', () => {
    const { watcher, troubles, worker } = watching();
    for (let i = 0; i < 10; i++) {
      worker().say({ kind: 'failed', reason: 'analysis_model_failed', detail: 'not found' });
      vi.advanceTimersByTime(config.analysis.restartMs);
    }
    expect(FakeWorker.all).toHaveLength(1 + config.analysis.maxRestarts);
    watcher.close();
    vi.advanceTimersByTime(10 * overMs);
    expect(troubles).toEqual(['analysis_model_failed']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['Uncaught SyntaxError: Unexpected token', 'analysis_worker_failed'],
    ['', 'analysis_worker_failed'],
    ['Uncaught RangeError: Array buffer allocation failed', 'analysis_out_of_memory'],
  ])('names why a worker is gone that says "%s"', (message, reason) => {
    const { troubles, worker } = watching();
    const event = Object.assign(new Event('error', { cancelable: true }), { message });
    worker().dispatchEvent(event);
    expect(troubles).toEqual([reason]);
    // Told to people, and therefore no error of the page's any more.
    expect(event.defaultPrevented).toBe(true);
  });

  it('uses another camera at once, by a new analysis where the last one failed', () => {
    const { watcher, troubles, worker } = watching();
    worker().say({ kind: 'failed', reason: 'analysis_unavailable', detail: 'lost' });
    watcher.watch(track);
    worker().say({ kind: 'ready', delegate: 'CPU', detail: 'CPU 20 ms' });
    expect(troubles).toEqual(['analysis_unavailable', null]);
    const started = FakeWorker.all.length;
    vi.advanceTimersByTime(config.analysis.restartMs);
    expect(FakeWorker.all).toHaveLength(started);
    expect(worker().commands.filter(({ kind }) => kind === 'watch')).toHaveLength(1);
  });

  it('runs in a classic worker where there is no SIMD', () => {
    expect(watching().worker().isModule).toBe(true);
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(watching().worker().isModule).toBe(false);
    validate.mockRestore();
  });
});
