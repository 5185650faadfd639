import { cosineDistance } from './distance.ts';
import { nothingTaken, take } from './reference.ts';
import type { IdentityRules } from './rules.ts';
import { isDue } from './schedule.ts';

/** What a look at a face has told. */
export interface Compared {
  /** To the face at the start, cosine distance. Null where nothing was compared. */
  readonly distance: number | null;
  /** The face to compare with from now on, in the look that completed it. */
  readonly taken: readonly number[] | null;
}
export const nothingCompared: Compared = { distance: null, taken: null };

/** Takes the face at the start, and then compares others with it. */
export class Comparison {
  readonly #rules: IdentityRules;
  #reference: ArrayLike<number> | null;
  #taking = nothingTaken;
  #lastAt: number | null = null;

  /** @param reference null: one is taken */
  constructor(reference: readonly number[] | null, rules: IdentityRules) {
    this.#reference = reference;
    this.#rules = rules;
  }

  /** The face at the start is still to be taken. */
  get isTaking(): boolean {
    return this.#reference === null;
  }

  /** @param now milliseconds, on any one clock */
  isDue(now: number): boolean {
    const { everyMs, takeEveryMs } = this.#rules;
    return isDue(this.#lastAt, now, this.#reference === null ? takeEveryMs : everyMs);
  }

  /** A look was had; the next one is due after its time, whatever came of this one. */
  looked(now: number): void {
    this.#lastAt = now;
  }

  add(descriptor: Float32Array): Compared {
    if (this.#reference !== null) {
      return { distance: cosineDistance(this.#reference, descriptor), taken: null };
    }
    const { taking, reference } = take(this.#taking, descriptor, this.#rules);
    this.#taking = taking;
    this.#reference = reference;
    return { distance: null, taken: reference === null ? null : [...reference] };
  }
}
