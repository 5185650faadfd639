import type { ViolationType } from '@invigil/shared-types';

/** What one picture says to a detector. `unsure`: it cannot be told from this picture. */
export type Verdict = 'shows' | 'clear' | 'unsure';

/** Of each violation that is looked for. */
export type Verdicts = Readonly<Partial<Record<ViolationType, Verdict>>>;

/** A detector that was wrong about somebody for too long, and has switched itself off. */
export interface Doubt {
  readonly type: ViolationType;
  /** In which share of the calm time its signal had held. 0…1 */
  readonly share: number;
  /** How much calm time was seen. Whole milliseconds. */
  readonly calmMs: number;
  /** How long before this picture the doubt begins: from then on its claims do not count. Whole milliseconds. */
  readonly agoMs: number;
}
