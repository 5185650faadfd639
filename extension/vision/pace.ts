export interface PaceRules {
  /** Analyses per second: fewer over the whole time, and the analysis is too slow. */
  readonly belowRate: number;
  /** Milliseconds. */
  readonly overMs: number;
  /** Analyses per second from which on it is fast enough again. */
  readonly fineRate: number;
  /** How often `isSlow` is asked. Milliseconds. */
  readonly checkMs: number;
}

/** Whether this machine keeps up with the analysis, judged by the analyses that really come. */
export class Pace {
  readonly #rules: PaceRules;
  #times: number[] = [];
  #since = -Infinity;
  #askedAt = -Infinity;
  #slow = false;

  constructor(rules: PaceRules) {
    this.#rules = rules;
  }

  /** Pictures come from now on. Milliseconds. */
  begin(now: number): void {
    this.#times = [];
    this.#since = now;
    this.#askedAt = now;
    this.#slow = false;
  }

  /** One analysis is done. */
  note(now: number): void {
    this.#times.push(now);
  }

  /** Asked regularly: a machine that slept in between is not slow, and begins anew. */
  isSlow(now: number): boolean {
    const { overMs, belowRate, fineRate, checkMs } = this.#rules;
    if (now - this.#askedAt > 5 * checkMs) {
      const slow = this.#slow;
      this.begin(now);
      this.#slow = slow;
    }
    this.#askedAt = now;
    this.#times = this.#times.filter((time) => now - time < overMs);
    if (now - this.#since < overMs) return this.#slow;
    const rate = this.#times.length / (overMs / 1000);
    this.#slow = this.#slow ? rate < fineRate : rate < belowRate;
    return this.#slow;
  }
}
