import type { RtpCapabilities } from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import { CheckLoop } from './check-loop.ts';
import { Hall, type Stay } from './hall.ts';
import type { TransportEvents } from './transports.ts';
import type { StillTakerOptions } from './witness/still-taker.ts';
import { byLoad } from './worker-load.ts';
import type { PooledWorker, WorkerPool } from './worker-pool.ts';

export interface CheckLoopsOptions extends StillTakerOptions {
  /** Loops at once. */
  readonly checksAtOnce: number;
  /** A loop is closed after so long, milliseconds. */
  readonly checkTimeoutMs: number;
  /** What a loop's connection is taken to carry until it has been measured, bits per second. */
  readonly checkBitrate: number;
}

/**
 * The students who try the way of the video before the exam: one loop for each attempt, on routers of their
 * own, at most one on each worker, that no exam knows of.
 */
export class CheckLoops {
  readonly #pool: WorkerPool;
  readonly #rtpCapabilities: RtpCapabilities;
  readonly #options: CheckLoopsOptions;
  readonly #loops = new Map<string, CheckLoop>();
  readonly #halls = new Map<PooledWorker, Promise<Hall>>();

  constructor(pool: WorkerPool, rtpCapabilities: RtpCapabilities, options: CheckLoopsOptions) {
    this.#pool = pool;
    this.#rtpCapabilities = rtpCapabilities;
    this.#options = options;
  }

  get size(): number {
    return this.#loops.size;
  }

  /**
   * A loop for this attempt; one that it has already ends. Close it when its connection ends.
   * @throws Refusal `check_limit`
   */
  open(attemptId: string, events: TransportEvents): CheckLoop {
    this.#loops.get(attemptId)?.close();
    const { checksAtOnce, checkTimeoutMs, checkBitrate } = this.#options;
    if (this.#loops.size >= checksAtOnce) throw new Refusal('check_limit');
    const loop = new CheckLoop({
      rtpCapabilities: this.#rtpCapabilities,
      limits: { transports: 2, initialBitrate: checkBitrate },
      timeoutMs: checkTimeoutMs,
      place: () => this.#place(),
      events,
      onClose: () => {
        if (this.#loops.get(attemptId) === loop) this.#loops.delete(attemptId);
      },
    });
    this.#loops.set(attemptId, loop);
    return loop;
  }

  close(): void {
    for (const loop of [...this.#loops.values()]) loop.close();
  }

  /** @throws Error when no worker is left and none is replaced in time */
  async #place(): Promise<Stay> {
    for (;;) {
      const [worker] = (await this.#pool.available()).sort(byLoad);
      if (worker === undefined) throw new Error('No media worker is running at this moment');
      try {
        const hall = await this.#hallOn(worker);
        if (!hall.closed) return hall.hold();
      } catch (error) {
        if (!worker.worker.closed) throw error;
      }
    }
  }

  #hallOn(worker: PooledWorker): Promise<Hall> {
    const known = this.#halls.get(worker);
    if (known !== undefined) return known;
    const opening = Hall.open(worker, this.#options, { unlisted: true });
    this.#halls.set(worker, opening);
    const forget = (): void => {
      if (this.#halls.get(worker) === opening) this.#halls.delete(worker);
    };
    // It closes by itself when the last loop on it has ended.
    opening.then((hall) => hall.router.observer.once('close', forget), forget);
    return opening;
  }
}
