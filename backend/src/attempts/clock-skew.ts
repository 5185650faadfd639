/** As many samples as NTP's clock filter looks at (RFC 5905 §10). */
const filterStages = 8;

/**
 * What is left between the agents' clocks and the server's. Agents convert their times themselves;
 * this measures whether that went wrong, and puts it right.
 *
 * Every message with a sending time is a sample: received − sent = skew + travelling time. Travelling
 * takes no less than no time, so the smallest sample is the best one (the clock filter of RFC 5905
 * §10), and:
 * - A sample below zero can only be skew: the agent's clock is ahead. Corrected at once.
 * - Samples above zero are skew or a slow line. Corrected only when a whole filter of them agrees.
 * - What is smaller than the clock tolerance is never corrected: everybody is granted as much.
 */
export class ClockSkew {
  readonly #toleranceMs: number;
  /** Attempt → its latest samples, oldest first, milliseconds. */
  readonly #samples = new Map<string, number[]>();

  /** @param toleranceMs how far a clock may be off without being corrected, milliseconds */
  constructor(toleranceMs: number) {
    this.#toleranceMs = toleranceMs;
  }

  /**
   * Takes a message's times in.
   * @param sentAt by the agent's idea of the server's clock
   * @param receivedAt by the server's clock
   */
  heard(attemptId: string, sentAt: number, receivedAt: number): void {
    const samples = this.#samples.get(attemptId) ?? [];
    samples.push(receivedAt - sentAt);
    if (samples.length > filterStages) samples.shift();
    this.#samples.set(attemptId, samples);
  }

  /** A time of this attempt's agent on the server's clock. What has arrived never lies ahead of it. */
  serverTime(attemptId: string, time: number, now: number): number {
    const correction = this.#correctionOf(attemptId);
    return correction > 0 ? Math.min(time + correction, Math.max(time, now)) : time + correction;
  }

  /** A new connection has measured anew; and whoever left needs nothing. */
  forget(attemptId: string): void {
    this.#samples.delete(attemptId);
  }

  #correctionOf(attemptId: string): number {
    const samples = this.#samples.get(attemptId);
    if (samples === undefined) return 0;
    const least = Math.min(...samples);
    if (least < -this.#toleranceMs) return least;
    return least > this.#toleranceMs && samples.length === filterStages ? least : 0;
  }
}
