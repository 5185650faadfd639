/**
 * A clock that goes on while the machine sleeps. The one that `performance.now()` reads stands still
 * then on some systems, and what held before the lid was closed would seem to hold on after it was
 * opened. How long it slept is told by the wall clock, which also jumps when somebody sets it: then this
 * one has a gap where none was, which only makes a holding begin anew.
 */
export class WakingClock {
  readonly #sleptMs: number;
  #ahead: number | null = null;
  #slept = 0;

  /** @param sleptMs a jump of the wall clock by more than this is a sleep. Milliseconds */
  constructor(sleptMs: number) {
    this.#sleptMs = sleptMs;
  }

  /**
   * @param steady a clock that never jumps, milliseconds
   * @param wall the wall clock, milliseconds
   * @returns the steady clock plus the time slept so far, milliseconds
   */
  at(steady: number, wall: number): number {
    const ahead = wall - steady;
    const jump = ahead - (this.#ahead ?? ahead);
    if (jump > this.#sleptMs) this.#slept += jump;
    this.#ahead = ahead;
    return steady + this.#slept;
  }
}
