import type { Deletion } from '@invigil/shared-types';

export type Figures = Deletion['deleted'];
type Figure = keyof Figures;

const none: Figures = {
  pictures: 0,
  incidents: 0,
  actions: 0,
  appeals: 0,
  events: 0,
  reports: 0,
  auditParticulars: 0,
  attempts: 0,
};

/** Counts what is deleted. */
export class Tally {
  #figures: Figures;

  /** @param before what was deleted already */
  constructor(before: Figures = none) {
    this.#figures = { ...before };
  }

  get figures(): Figures {
    return { ...this.#figures };
  }

  /** All of them together. */
  get total(): number {
    return Object.values(this.#figures).reduce((sum, count) => sum + count, 0);
  }

  add(figure: Figure, count: number): void {
    this.#figures = { ...this.#figures, [figure]: this.#figures[figure] + count };
  }
}
