export interface CaptureClockRules {
  /** How fast the camera's clock may run away from this one. Milliseconds per millisecond. */
  readonly clockDrift: number;
  /** A picture that much older than those before does not tell when it was captured. Milliseconds. */
  readonly sleptMs: number;
}

/**
 * Tells how old pictures are when they come. A camera stamps them by a clock of its own, of which nobody
 * knows when it began; but it began at the same moment for all of them, so that one which took longer
 * than the quickest is older by that much (the minimum filter of RFC 5905 §10, for one way). What even
 * the quickest takes, a few milliseconds inside the browser, is not seen.
 */
export class CaptureClock {
  readonly #rules: CaptureClockRules;
  /** This clock less the camera's, for the quickest picture. Null before the first. */
  #offset: number | null = null;
  #lastStamp = -Infinity;
  #lastNow = 0;

  constructor(rules: CaptureClockRules) {
    this.#rules = rules;
  }

  /** Another camera has another clock. */
  forget(): void {
    this.#offset = null;
  }

  /**
   * @param stampUs the picture's `timestamp`, microseconds
   * @param now when it came, milliseconds
   * @returns its age, milliseconds. 0 where it cannot be known: for the first picture, after a sleep,
   *   and for cameras whose stamps do not grow.
   */
  ageOf(stampUs: number, now: number): number {
    const stamp = stampUs / 1000;
    const offset = now - stamp;
    const grown = stamp > this.#lastStamp;
    const drift = this.#rules.clockDrift * Math.max(0, now - this.#lastNow);
    const quickest = this.#offset === null ? offset : Math.min(offset, this.#offset + drift);
    const age = offset - quickest;
    const believed = grown && age < this.#rules.sleptMs;
    this.#offset = believed ? quickest : offset;
    this.#lastStamp = stamp;
    this.#lastNow = now;
    return believed ? age : 0;
  }
}
