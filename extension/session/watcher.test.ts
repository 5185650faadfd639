import { defaultPolicy } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import type { Analysis } from '../vision/index.ts';
import { Watcher, type Known } from './watcher.ts';

/** A thread that looks at pictures, or one that describes faces, with the little that the watcher sees. */
class FakeWorker extends EventTarget {
  /** Those that look at pictures. */
  static all: FakeWorker[] = [];
  static describers: FakeWorker[] = [];
  readonly isModule: boolean;
  readonly commands: { readonly kind: string; readonly [key: string]: unknown }[] = [];
  terminate = vi.fn();

  constructor(_url: URL | string = '', options: WorkerOptions = {}) {
    super();
    this.isModule = options.type === 'module';
    const list = options.name === 'invigil-identity' ? FakeWorker.describers : FakeWorker.all;
    list.push(this);
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
  signals: { faces: 1, luma: 90, sharpness: 60, difference: 0.4, yaw: 0, pitch: 0, identity: null },
  analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
};
const rules = defaultPolicy.violations;
const { overMs } = config.analysis.slow;
const nothing: Known = { calibration: null, reference: null, switchedOff: [] };
const known: Known = {
  calibration: {
    neutral: { yaw: 3, pitch: 5, gazeX: 0, gazeY: -0.1 },
    gazeRange: { x: [-0.2, 0.2], y: [-0.2, 0.1] },
    background: [],
  },
  reference: [0.5, 0.25],
  switchedOff: ['head_turned'],
};

let track: MediaStreamTrack;
const muted = vi.fn(() => false);
beforeEach(() => {
  vi.useFakeTimers();
  FakeWorker.all = [];
  FakeWorker.describers = [];
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

function watching(knowing: Known = nothing) {
  const troubles: (string | null)[] = [];
  const doubts: string[] = [];
  const watcher = new Watcher(rules, knowing, {
    onAnalysis: () => undefined,
    onViolation: () => undefined,
    onBackground: () => undefined,
    onDoubt: ({ doubt }) => doubts.push(doubt.type),
    onReference: () => undefined,
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
  return { watcher, troubles, doubts, worker, run };
}

describe('Watcher', () => {
  it('judges by the policy before the first picture, and by another one from then on', () => {
    const { watcher, worker } = watching();
    const kinds = worker().commands.map(({ kind }) => kind);
    expect([kinds[0], kinds.at(-1)]).toEqual(['judge', 'watch']);
    const others = { ...rules, no_face: { ...rules.no_face, enabled: false } };
    watcher.judgeBy(others);
    expect(worker().commands.at(-1)).toEqual({ kind: 'judge', rules: others });
    expect(FakeWorker.all).toHaveLength(1);
  });

  it('goes by what is known of the student, also when it is started anew', () => {
    const { worker, doubts } = watching(known);
    const told = () => {
      const of = (kind: string) => worker().commands.find((command) => command.kind === kind);
      return [of('calibrate'), of('switch_off'), of('identify')];
    };
    const first = worker();
    expect(told()).toMatchObject([
      { calibration: known.calibration },
      { types: ['head_turned'] },
      { reference: known.reference },
    ]);
    const doubt = { type: 'gaze_away', share: 0.5, calmMs: 300_000, agoMs: 400_000 };
    first.say({ kind: 'doubt', doubt, at: 1 });
    first.say({ kind: 'reference', descriptor: [0.75], at: 1 });
    first.say({ kind: 'failed', reason: 'analysis_unavailable', detail: 'lost' });
    vi.advanceTimersByTime(config.analysis.restartMs);
    expect(worker()).not.toBe(first);
    expect(doubts).toEqual(['gaze_away']);
    expect(told()).toMatchObject([
      { calibration: known.calibration },
      { types: ['head_turned', 'gaze_away'] },
      { reference: [0.75] },
    ]);
    expect(FakeWorker.describers[0]?.terminate).toHaveBeenCalled();
  });

  it('loads nothing to compare faces with where the exam does not ask for it', () => {
    const { identity_mismatch: rule } = rules;
    const { watcher, worker } = watching();
    expect([FakeWorker.describers.length, watcher.identity]).toEqual([1, 'waiting']);
    worker().say({ kind: 'analysis', analysis });
    expect(watcher.identity).toBe('waiting');
    const signals = { ...analysis.signals, identity: 0.2 };
    worker().say({ kind: 'analysis', analysis: { ...analysis, signals } });
    expect(watcher.identity).toBe('compared');
    watcher.judgeBy({ ...rules, identity_mismatch: { ...rule, enabled: false } });
    expect(watcher.identity).toBe('off');

    FakeWorker.describers = [];
    const off = { ...rules, identity_mismatch: { ...rule, enabled: false } };
    const other = new Watcher(off, nothing, {
      onAnalysis: () => undefined,
      onViolation: () => undefined,
      onBackground: () => undefined,
      onDoubt: () => undefined,
      onReference: () => undefined,
      onTrouble: () => undefined,
    });
    other.watch(track);
    expect(FakeWorker.describers).toEqual([]);
    other.judgeBy(rules);
    expect(FakeWorker.describers).toHaveLength(1);
    other.close();
  });

  it('says that faces are not compared where what describes them fails', () => {
    const { watcher } = watching();
    FakeWorker.describers[0]?.say({ kind: 'failed', detail: 'no model' });
    expect(watcher.identity).toBe('off');
  });

  it('holds while the student calibrates, and goes by the new calibration', () => {
    const { watcher, worker } = watching();
    watcher.hold(true);
    expect(worker().commands.at(-1)).toEqual({ kind: 'hold', held: true });
    worker().say({ kind: 'failed', reason: 'analysis_unavailable', detail: 'lost' });
    watcher.goBy(known);
    vi.advanceTimersByTime(config.analysis.restartMs);
    expect(worker().commands).toContainEqual({ kind: 'hold', held: true });
    watcher.hold(false);
    expect(worker().commands).toContainEqual({ kind: 'calibrate', calibration: known.calibration });
    expect(worker().commands.at(-1)).toEqual({ kind: 'hold', held: false });
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
    expect(first.commands.at(-1)).toEqual({ kind: 'close' });
    first.say({ kind: 'failed', reason: 'analysis_unavailable', detail: 'on its way out' });
    vi.advanceTimersByTime(config.analysis.closeMs);
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
