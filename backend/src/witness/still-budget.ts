import { StillError } from '../sfu/index.ts';

/** `evidence`: of a confirmed violation. `look`: a spot check; it can come later. */
export type StillPurpose = 'evidence' | 'look';

/**
 * Shares out the stills that the whole server may take: within any one second never more than the
 * budget, whoever asks and however many students there are. Evidence goes before looks; among equals
 * who came first is served first.
 */
export class StillBudget {
  /** So many stills… */
  readonly #stills: number;
  /** …within this time. One second, or longer where the budget is a broken number. Milliseconds. */
  readonly #windowMs: number;
  /** When the latest stills were granted, oldest first; never more than `#stills`. */
  readonly #granted: number[] = [];
  // Sets keep their order and let go of one in the middle at once.
  readonly #waiting: Readonly<Record<StillPurpose, Set<() => void>>> = {
    evidence: new Set(),
    look: new Set(),
  };
  #timer: NodeJS.Timeout | undefined;

  /** @param stillsPerSecond > 0 */
  constructor(stillsPerSecond: number) {
    this.#stills = Math.max(1, Math.floor(stillsPerSecond));
    this.#windowMs = (this.#stills / stillsPerSecond) * 1000;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.evidence.size + this.#waiting.look.size;
  }

  /**
   * Resolves when a still may be taken.
   * @throws StillError `not_taken` when `signal` aborts before that
   */
  admit(purpose: StillPurpose, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(new StillError('not_taken'));
    return new Promise((resolve, reject) => {
      const queue = this.#waiting[purpose];
      const onAbort = (): void => {
        queue.delete(admitted);
        reject(new StillError('not_taken'));
      };
      const admitted = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.add(admitted);
      this.#serve();
    });
  }

  #serve(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const next = first(this.#waiting.evidence) ?? first(this.#waiting.look);
      if (next === undefined) return;
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        // Rounded up: a timer that fires too early would serve nobody and start anew.
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(waitMs));
        return;
      }
      this.#waiting.evidence.delete(next);
      this.#waiting.look.delete(next);
      this.#granted.push(performance.now());
      if (this.#granted.length > this.#stills) this.#granted.shift();
      next();
    }
  }

  /** Time until the next still may be granted, milliseconds. */
  #waitMs(): number {
    const [oldest] = this.#granted;
    if (oldest === undefined || this.#granted.length < this.#stills) return 0;
    return oldest + this.#windowMs - performance.now();
  }
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  return set.values().next().value;
}
