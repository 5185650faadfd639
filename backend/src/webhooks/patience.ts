/**
 * For how long which webhook's answer is waited for. One that was slow is waited for by one delivery at a time;
 * the others meanwhile give up soon. So a receiver that hangs holds up its own deliveries and nobody else's,
 * and one that has recovered is found out by the delivery that waits.
 */
export class Patience {
  readonly #timeoutMs: number;
  readonly #slowMs: number;
  /** By webhook; one that is not here was quick. */
  readonly #slow = new Map<string, 'slow' | 'waited_for'>();

  /**
   * @param timeoutMs the whole time, milliseconds
   * @param slowMs whoever takes longer is slow, milliseconds
   */
  constructor(timeoutMs: number, slowMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#slowMs = Math.min(slowMs, timeoutMs);
  }

  /** Does one try. @param send is told for how long it may wait, milliseconds */
  async spend<T>(webhookId: string, send: (timeoutMs: number) => Promise<T>): Promise<T> {
    const before = this.#slow.get(webhookId);
    if (before === 'slow') this.#slow.set(webhookId, 'waited_for');
    const begun = performance.now();
    try {
      return await send(before === 'waited_for' ? this.#slowMs : this.#timeoutMs);
    } finally {
      const wasSlow = performance.now() - begun >= this.#slowMs;
      if (!wasSlow) this.#slow.delete(webhookId);
      // Whoever gave up soon has found out nothing: it is still waited for.
      else if (before !== 'waited_for') this.#slow.set(webhookId, 'slow');
    }
  }
}
