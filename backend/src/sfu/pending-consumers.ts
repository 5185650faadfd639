import { Refusal } from '../ops/index.ts';

interface Waiter<T> {
  settle(outcome: { readonly value: T } | { readonly refusal: Refusal }): void;
}

/**
 * Those who asked for something that is not there yet, by key. An invigilator's wall asks for a
 * student's stream as soon as it draws the tile, often before the student's camera runs; without
 * this queue such a request would find nothing and the tile would load for ever.
 */
export class PendingConsumers<T> {
  readonly #waiters = new Map<string, Set<Waiter<T>>>();
  readonly #timeoutMs: number;

  /** @param timeoutMs longest wait, milliseconds */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get size(): number {
    let size = 0;
    for (const waiters of this.#waiters.values()) size += waiters.size;
    return size;
  }

  /**
   * Waits until `key` is fulfilled.
   * @throws Refusal `stream_timeout` when the time is over, `released` when `signal` aborts
   */
  wait(key: string, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(new Refusal('released'));
    return new Promise<T>((resolve, reject) => {
      const settle: Waiter<T>['settle'] = (outcome) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#forget(key, waiter);
        if ('value' in outcome) resolve(outcome.value);
        else reject(outcome.refusal);
      };
      const waiter: Waiter<T> = { settle };
      const onAbort = (): void => settle({ refusal: new Refusal('released') });
      const timer = setTimeout(
        () => settle({ refusal: new Refusal('stream_timeout') }),
        this.#timeoutMs,
      );
      signal.addEventListener('abort', onAbort, { once: true });
      const waiters = this.#waiters.get(key) ?? new Set();
      waiters.add(waiter);
      this.#waiters.set(key, waiters);
    });
  }

  /** Answers everyone who waits for `key`. */
  fulfil(key: string, value: T): void {
    for (const waiter of [...(this.#waiters.get(key) ?? [])]) waiter.settle({ value });
  }

  /** Turns everyone away. */
  close(): void {
    for (const waiters of [...this.#waiters.values()]) {
      for (const waiter of [...waiters]) waiter.settle({ refusal: new Refusal('released') });
    }
  }

  #forget(key: string, waiter: Waiter<T>): void {
    const waiters = this.#waiters.get(key);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(key);
  }
}
