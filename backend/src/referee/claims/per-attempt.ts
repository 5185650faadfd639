/**
 * Something for each attempt, made when it is first asked for and forgotten once nobody has asked for
 * it for a while.
 */
export class PerAttempt<T> {
  readonly #make: () => T;
  readonly #quietMs: number;
  /** Those that were asked for longest ago come first. */
  readonly #entries = new Map<string, { readonly value: T; readonly askedAt: number }>();

  /** @param quietMs how long it is kept after it was last asked for, milliseconds */
  constructor(make: () => T, quietMs: number) {
    this.#make = make;
    this.#quietMs = quietMs;
  }

  /** How many attempts there is something for. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param now milliseconds since the epoch */
  of(attemptId: string, now: number): T {
    this.#forgetQuiet(now);
    const value = this.#entries.get(attemptId)?.value ?? this.#make();
    this.#entries.delete(attemptId);
    this.#entries.set(attemptId, { value, askedAt: now });
    return value;
  }

  #forgetQuiet(now: number): void {
    for (const [attemptId, { askedAt }] of this.#entries) {
      if (now - askedAt < this.#quietMs) return;
      this.#entries.delete(attemptId);
    }
  }
}
