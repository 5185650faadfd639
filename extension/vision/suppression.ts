import { catalogue, type ViolationType } from '@invigil/shared-types';

/**
 * Keeps the agent from repeating itself: after one claim, further ones of its type wait until the
 * catalogue's time is over. The server suppresses too, and decides; this only saves chatter.
 */
export class Suppression {
  readonly #until = new Map<ViolationType, number>();
  readonly #marginMs: number;

  /** @param marginMs waits this much longer than the server does */
  constructor(marginMs: number) {
    this.#marginMs = marginMs;
  }

  /** True when a claim may go out now; it then counts as gone. `now` in milliseconds. */
  allows(type: ViolationType, now: number): boolean {
    const until = this.#until.get(type);
    if (until !== undefined && now < until) return false;
    this.#until.set(type, now + catalogue[type].ttlMs + this.#marginMs);
    return true;
  }
}
