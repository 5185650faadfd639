import type { ReviewEvent, Review } from '@invigil/shared-types';

/** One of the three decisions that have a key. */
export interface Choice {
  readonly event: ReviewEvent;
  /** Where the decision leads. */
  readonly state: Review['state'];
  readonly key: string;
  readonly word: string;
}

export const choices: readonly Choice[] = [
  { event: 'accept', state: 'accepted', key: 'a', word: 'Accept' },
  { event: 'dismiss', state: 'dismissed', key: 'd', word: 'Dismiss' },
  { event: 'doubt', state: 'unsure', key: 'u', word: 'Unsure' },
];

/** The decision that a key stands for; null for every other key, and for the browser's own shortcuts. */
export function decisionOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>,
): ReviewEvent | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  return choices.find(({ key }) => key === event.key.toLowerCase())?.event ?? null;
}
