import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineLifecycle } from '@invigil/shared-types';
import { Mutex } from 'async-mutex';
import type { Log } from '../ops/index.ts';
import { facePrograms, FaceThread, Overrun } from './face-thread.ts';
import { modelSide, type CountRequest, type Face } from './face-worker-messages.ts';
import { ofRgb, type StillPicture } from './still-picture.ts';

/**
 * `asleep`: nobody has asked yet, or the thread was given up after a failure; the next question starts
 * one. `resting`: a start failed; for a while no other is tried. `missing`: set-up has not built it.
 */
const counterLifecycle = defineLifecycle({
  states: ['asleep', 'starting', 'awake', 'resting', 'missing', 'closed'],
  events: ['found_missing', 'asked', 'started', 'failed', 'rested', 'close'],
  initial: 'asleep',
  table: {
    asleep: { found_missing: 'missing', asked: 'starting', close: 'closed' },
    starting: { started: 'awake', failed: 'resting', close: 'closed' },
    awake: { failed: 'asleep', close: 'closed' },
    resting: { rested: 'asleep', close: 'closed' },
    missing: { close: 'closed' },
    closed: {},
  },
});
type CounterEvent = (typeof counterLifecycle.events)[number];

/**
 * The faces of a picture, or why they were not counted. `off`: counting is not possible at present.
 * `busy`: others were first and took too long. `overrun`: it took too long itself.
 */
export type FaceCount =
  | { readonly faces: readonly Face[] }
  | { readonly faces: null; readonly reason: 'off' | 'busy' | 'overrun' | 'failed' };

export interface FaceCounterOptions {
  /** What set-up has built: the thread's program, the model, the WebAssembly. */
  readonly folder: string;
  /** Faces that the model is less sure of do not count. 0…1. */
  readonly faceScore: number;
  /** Where it is sure of none, the best one that it is this sure of does. 0…1. */
  readonly doubtfulFaceScore: number;
  /** Longest wait for one's turn, and longest time to count, milliseconds. */
  readonly countTimeoutMs: number;
  /** Longest time to load the model, milliseconds. */
  readonly counterStartMs: number;
  /** After a start that failed: time to the next one, milliseconds. */
  readonly counterRetryMs: number;
}

/** Where set-up puts what it builds. */
export const builtFaceCounter = join(import.meta.dirname, '../../dist/face-counter');

/**
 * Counts faces, one picture after the other, in a thread of its own: nothing that happens in there ends
 * the server. A thread that overruns or fails is replaced, and that one picture stays uncounted.
 */
export class FaceCounter {
  readonly #options: FaceCounterOptions;
  readonly #log: Log;
  readonly #turn = new Mutex();
  #state = counterLifecycle.initial;
  #thread: FaceThread | undefined;
  #rest: NodeJS.Timeout | undefined;

  constructor(options: FaceCounterOptions, log: Log) {
    this.#options = options;
    this.#log = log;
    if (existsSync(join(options.folder, facePrograms.worker))) return;
    this.#on('found_missing');
    log.warn({ folder: options.folder }, 'The witness counts no faces: the counter is not built');
  }

  /** Whether faces can be counted, as far as is known. */
  get counting(): boolean {
    return this.#state !== 'missing' && this.#state !== 'resting' && this.#state !== 'closed';
  }

  /** Never rejects. */
  async count(picture: Pick<StillPicture, 'rgb' | 'width' | 'height'>): Promise<FaceCount> {
    if (!this.counting) return { faces: null, reason: 'off' };
    const askedAt = performance.now();
    return this.#turn.runExclusive(async () => {
      const ready = await this.#ready(askedAt);
      if (!(ready instanceof FaceThread)) return { faces: null, reason: ready };
      try {
        const request = await fitted(picture);
        return { faces: await ready.count(request, this.#options.countTimeoutMs) };
      } catch (error) {
        return { faces: null, reason: await this.#failed(error) };
      }
    });
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#on('close');
    clearTimeout(this.#rest);
    await this.#thread?.stop();
  }

  async #ready(askedAt: number): Promise<FaceThread | 'off' | 'busy'> {
    const { countTimeoutMs, counterStartMs, counterRetryMs, folder } = this.#options;
    const { faceScore: sure, doubtfulFaceScore: doubtful } = this.#options;
    if (!this.counting) return 'off';
    if (this.#thread !== undefined) {
      return performance.now() - askedAt > countTimeoutMs ? 'busy' : this.#thread;
    }
    this.#on('asked');
    try {
      const thread = await FaceThread.start({ folder, scores: { sure, doubtful } }, counterStartMs);
      if (!this.counting) {
        await thread.stop();
        return 'off';
      }
      this.#thread = thread;
      this.#on('started');
      return thread;
    } catch (error) {
      if (!this.counting) return 'off';
      this.#on('failed');
      this.#log.error({ err: error }, 'The witness counts no faces: the counter does not start');
      this.#rest = setTimeout(() => this.#on('rested'), counterRetryMs).unref();
      return 'off';
    }
  }

  async #failed(error: unknown): Promise<'overrun' | 'failed' | 'off'> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.stop();
    if (!this.counting) return 'off';
    this.#on('failed');
    this.#log.warn({ err: error }, 'Faces were not counted in one still; the counter is replaced');
    return error instanceof Overrun ? 'overrun' : 'failed';
  }

  #on(event: CounterEvent): void {
    const transition = counterLifecycle.next(this.#state, event);
    if (!transition.moved) throw new Error(`The face counter: ${transition.refusal}`);
    this.#state = transition.state;
  }
}

/** Fits the whole picture into the model's square, with black bars where it has another shape. */
async function fitted(
  picture: Pick<StillPicture, 'rgb' | 'width' | 'height'>,
): Promise<CountRequest> {
  const pixels = await ofRgb(picture)
    .resize(modelSide, modelSide, { fit: 'contain', background: '#000' })
    .raw()
    .toBuffer();
  return { pixels, width: picture.width, height: picture.height };
}
