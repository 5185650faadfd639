/** The students whose connection broke, each with so much time to come back. One timer for each. */
export class Graces {
  readonly #graceMs: number;
  readonly #onOver: (attemptId: string) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** @param graceMs how long a lost connection may take to come back, milliseconds */
  constructor(graceMs: number, onOver: (attemptId: string) => void) {
    this.#graceMs = graceMs;
    this.#onOver = onOver;
  }

  /** The whole time, from now on. */
  begin(attemptId: string): void {
    this.end(attemptId);
    const timer = setTimeout(() => {
      this.#timers.delete(attemptId);
      this.#onOver(attemptId);
    }, this.#graceMs);
    timer.unref();
    this.#timers.set(attemptId, timer);
  }

  /** The student is back, or gone for good. */
  end(attemptId: string): void {
    clearTimeout(this.#timers.get(attemptId));
    this.#timers.delete(attemptId);
  }

  close(): void {
    for (const attemptId of [...this.#timers.keys()]) this.end(attemptId);
  }
}
