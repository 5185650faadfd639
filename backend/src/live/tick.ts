/**
 * Runs something at most once a tick, however often it is asked for: at once after a quiet tick, else
 * when the tick is over.
 */
export class Tick {
  readonly #tickMs: number;
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #lastRunAt = -Infinity;

  /** @param tickMs least time between two runs, milliseconds */
  constructor(tickMs: number, run: () => void) {
    this.#tickMs = tickMs;
    this.#run = run;
  }

  request(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastRunAt + this.#tickMs - performance.now());
    this.#timer = setTimeout(() => this.runNow(), wait);
  }

  /** What was asked for and has not run yet runs now. */
  runNow(): void {
    if (this.#timer === undefined) return;
    this.close();
    this.#lastRunAt = performance.now();
    this.#run();
  }

  /** What was asked for and has not run yet never does. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
