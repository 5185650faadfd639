import type { Sitting } from '@invigil/shared-types';

/**
 * How the attempt stands by the server. What it tells by itself comes in the order in which it happened;
 * the answer to a join may have been made before that, and be overtaken by it.
 */
export class Terms {
  #sitting: Sitting;
  /** Since this connection began. */
  #told = false;

  constructor(sitting: Sitting) {
    this.#sitting = sitting;
  }

  get sitting(): Sitting {
    return this.#sitting;
  }

  /** Another connection: what it says is newer than all that was said before. */
  connectionLost(): void {
    this.#told = false;
  }

  /** What the answer to a join says; it counts where nothing newer was told. */
  joined(sitting: Sitting): void {
    if (!this.#told) this.#sitting = sitting;
  }

  /** An invigilator has just changed it, or has left it as it was. */
  told(sitting: Sitting): void {
    this.#told = true;
    this.#sitting = sitting;
  }
}
