import type { Review, ReviewEvent } from '@invigil/shared-types';
import { letterOf } from '../ui/index.ts';

/** One of the three decisions that have a key. */
export interface Choice {
  readonly event: Extract<ReviewEvent, 'accept' | 'dismiss' | 'doubt'>;
  /** Where the decision leads. */
  readonly state: Review['state'];
  readonly key: string;
}

export const choices: readonly Choice[] = [
  { event: 'accept', state: 'accepted', key: 'a' },
  { event: 'dismiss', state: 'dismissed', key: 'd' },
  { event: 'doubt', state: 'unsure', key: 'u' },
];

/** Opens the note that goes with a decision. */
export const noteKey = 'n';

/** The decision that a key stands for; null for every other key, and while somebody writes. */
export function decisionOf(event: Parameters<typeof letterOf>[0]): ReviewEvent | null {
  const letter = letterOf(event);
  return choices.find(({ key }) => key === letter)?.event ?? null;
}
