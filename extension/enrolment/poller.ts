import { delayFor } from '../time.ts';

export interface PollRules {
  /** Pauses while it fails; the last one repeats. Milliseconds. */
  readonly retryMs: readonly number[];
  /** By chance a pause is longer or shorter by up to this share. 0…1 */
  readonly jitter: number;
}

/** Looks again and again until it is stopped, less often while that fails. */
export class Poller {
  readonly #look: () => Promise<boolean>;
  readonly #pauseMs: () => number;
  readonly #rules: PollRules;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking = false;
  #running = false;

  /**
   * @param look resolves with whether it worked; never rejects
   * @param pauseMs from one look that worked to the next, milliseconds
   */
  constructor(look: () => Promise<boolean>, pauseMs: () => number, rules: PollRules) {
    this.#look = look;
    this.#pauseMs = pauseMs;
    this.#rules = rules;
  }

  /** Looks at once, and then again and again. Idempotent, but for that it looks at once. */
  start(): void {
    this.#running = true;
    void this.#turn();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  async #turn(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#running || this.#looking) return;
    this.#looking = true;
    const worked = await this.#look();
    this.#looking = false;
    if (!this.#running) return;
    const { retryMs, jitter } = this.#rules;
    const ms = worked ? this.#pauseMs() : delayFor(retryMs, this.#failures);
    this.#failures = worked ? 0 : this.#failures + 1;
    const share = 1 + jitter * (2 * Math.random() - 1);
    this.#timer = setTimeout(() => void this.#turn(), ms * share);
  }
}
