/**
 * Keeps the agent from repeating itself: after one message, further ones of its type wait until the
 * policy's time is over. The server suppresses too, and decides; this only saves chatter.
 */
export class Suppression<Type extends string> {
  readonly #notedAt = new Map<Type, number>();
  readonly #marginMs: number;

  /** @param marginMs waits this much longer than the server does */
  constructor(marginMs: number) {
    this.#marginMs = marginMs;
  }

  /** From when on another one may go out; -Infinity where none has. Milliseconds. */
  freeAt(type: Type, ttlMs: number): number {
    const notedAt = this.#notedAt.get(type);
    return notedAt === undefined ? -Infinity : notedAt + ttlMs + this.#marginMs;
  }

  /** One goes out now. */
  note(type: Type, now: number): void {
    this.#notedAt.set(type, now);
  }
}
