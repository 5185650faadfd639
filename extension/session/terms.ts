import type { Sitting } from '@invigil/shared-types';

/**
 * How the attempt stands by the server. News of that may overtake the answer to a join, which may be
 * older then: what was so last counts, not what came last.
 */
export class Terms {
  #sitting: Sitting;
  /** When it was so, on the server's clock; of one connection alone, as clocks may be set back. */
  #asOf = -Infinity;

  constructor(sitting: Sitting) {
    this.#sitting = sitting;
  }

  get sitting(): Sitting {
    return this.#sitting;
  }

  /** Another connection: what it says is newer than all that was said before. */
  connectionLost(): void {
    this.#asOf = -Infinity;
  }

  /**
   * @param asOf when it was so, on the server's clock; milliseconds
   * @returns false where something newer is known
   */
  goBy(sitting: Sitting, asOf: number): boolean {
    if (asOf < this.#asOf) return false;
    this.#asOf = asOf;
    this.#sitting = sitting;
    return true;
  }
}
