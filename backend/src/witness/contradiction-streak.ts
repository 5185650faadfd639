import type { ContradictionKind } from '@invigil/shared-types';
import type { Verdict } from './compare.ts';

/** What follows from a look. */
export type StreakStep<Look> =
  | { readonly step: 'go_on' }
  /** The first of its kind: look again soon. */
  | { readonly step: 'look_again' }
  /** The second running. */
  | {
      readonly step: 'report';
      readonly kind: ContradictionKind;
      readonly looks: readonly [Look, Look];
    };

/**
 * Counts the contradictory looks of one student: two of one kind running are reported. A single one
 * proves nothing: a face may be turned away, a report may be lost.
 */
export class ContradictionStreak<Look> {
  readonly #quietMs: number;
  readonly #quietUntil = new Map<ContradictionKind, number>();
  #first: { readonly kind: ContradictionKind; readonly look: Look } | undefined;

  /** @param quietMs a kind that was reported is not reported again for so long */
  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  /** @param look built only where it is kept */
  add(verdict: Verdict, look: () => Look, now: number): StreakStep<Look> {
    if (verdict.verdict === 'agrees') this.#first = undefined;
    if (verdict.verdict !== 'contradicts') return { step: 'go_on' };
    const { kind } = verdict;
    if (now < (this.#quietUntil.get(kind) ?? 0)) return { step: 'go_on' };
    const first = this.#first;
    if (first?.kind !== kind) {
      this.#first = { kind, look: look() };
      return { step: 'look_again' };
    }
    this.#first = undefined;
    this.#quietUntil.set(kind, now + this.#quietMs);
    return { step: 'report', kind, looks: [first.look, look()] };
  }

  /** What was to be reported could not be: the next two are. */
  notReported(kind: ContradictionKind): void {
    this.#quietUntil.delete(kind);
  }
}
