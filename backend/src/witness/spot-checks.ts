import { randomInt } from 'node:crypto';
import type { Log } from '../ops/index.ts';
import type { Watched } from './stills.ts';

/** Whether a look raised a question. Then `lookedAt` is when it was taken, milliseconds since the epoch. */
export type LookResult =
  { readonly again: 'later' } | { readonly again: 'soon'; readonly lookedAt: number };

export interface SpotChecksOptions {
  /** Mean time between two looks at one student, milliseconds. */
  readonly intervalMs: number;
  /** Looks of all students together: with more students than that the interval grows. */
  readonly stillsPerSecond: number;
  /** Longest time from a look that raised a question to the next, milliseconds. */
  readonly followUpMs: number;
  /**
   * A stream that has just begun is not looked at sooner, milliseconds: its agent has said nothing yet,
   * so that a look would be wasted and the next one come late.
   */
  readonly settleMs: number;
  /** Looks once. `signal` aborts when the student's stream ends. */
  readonly look: (watched: Watched, signal: AbortSignal) => Promise<LookResult>;
  readonly log: Log;
  /** 0 ≤ x < 1. Default: from the system's cryptographic source. */
  readonly random?: () => number;
}

/**
 * Times between two looks: this share of the mean at least, and so much more at most; 1 on average.
 * The longest, 1.7 × 30 s, and a follow-up with its wait for reports make less than a minute.
 */
const spread = { least: 0.3, more: 1.4 } as const;
/** A stream gives no second key frame sooner. Milliseconds. */
const leastBetweenLooks = 1000;
/** Node fires a timer of more at once. */
const longestTimerMs = 2 ** 31 - 1;

interface Watch {
  readonly ended: AbortController;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Looks at every student who sends video, one by one, at moments that nobody can foresee. Each has one
 * timer of its own, so that a look costs the same whatever the number of students.
 */
export class SpotChecks {
  readonly #options: SpotChecksOptions;
  readonly #random: () => number;
  readonly #watches = new Map<string, Watch>();

  constructor(options: SpotChecksOptions) {
    this.#options = options;
    this.#random = options.random ?? secureRandom;
  }

  /** Mean time between two looks at one student, with the students who are here now. Milliseconds. */
  get meanIntervalMs(): number {
    const { intervalMs, stillsPerSecond } = this.#options;
    return Math.max(intervalMs, (this.#watches.size / stillsPerSecond) * 1000);
  }

  isStreaming(attemptId: string): boolean {
    return this.#watches.has(attemptId);
  }

  /** A student's video begins or ends. Idempotent. */
  streaming(watched: Watched, streaming: boolean): void {
    const known = this.#watches.get(watched.attemptId);
    if (streaming === (known !== undefined)) return;
    if (known !== undefined) {
      this.#watches.delete(watched.attemptId);
      end(known);
      return;
    }
    const watch: Watch = { ended: new AbortController(), timer: undefined };
    this.#watches.set(watched.attemptId, watch);
    const { settleMs } = this.#options;
    const within = Math.max(0, this.meanIntervalMs - settleMs);
    this.#schedule(watched, watch, settleMs + within * this.#random());
  }

  close(): void {
    for (const watch of this.#watches.values()) end(watch);
    this.#watches.clear();
  }

  #schedule(watched: Watched, watch: Watch, delayMs: number): void {
    watch.timer = setTimeout(
      () => void this.#look(watched, watch),
      Math.min(delayMs, longestTimerMs),
    );
  }

  async #look(watched: Watched, watch: Watch): Promise<void> {
    const { look, log } = this.#options;
    const beganAt = Date.now();
    let result: LookResult = { again: 'later' };
    try {
      result = await look(watched, watch.ended.signal);
    } catch (error) {
      log.error({ err: error, attemptId: watched.attemptId }, 'A look of the witness failed');
    }
    if (!watch.ended.signal.aborted) this.#schedule(watched, watch, this.#delayMs(result, beganAt));
  }

  /** Times count from the last look, not from the end of what it took to judge it. */
  #delayMs(result: LookResult, beganAt: number): number {
    const goneMs = Math.max(0, Date.now() - (result.again === 'soon' ? result.lookedAt : beganAt));
    const random = this.#random();
    if (result.again === 'later') {
      return Math.max(0, this.meanIntervalMs * (spread.least + spread.more * random) - goneMs);
    }
    const least = Math.max(0, leastBetweenLooks - goneMs);
    const most = Math.max(least, this.#options.followUpMs - goneMs);
    return least + (most - least) * random;
  }
}

function end(watch: Watch): void {
  clearTimeout(watch.timer);
  watch.ended.abort();
}

const randomSteps = 2 ** 47;

function secureRandom(): number {
  return randomInt(randomSteps) / randomSteps;
}
