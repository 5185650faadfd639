import type { ReviewEvent } from '@invigil/shared-types';
import { decisionOf } from '../incidents/index.ts';
import { letterOf } from '../ui/index.ts';

/** What a key does on the page for reviewing. */
export type Command =
  | { readonly kind: 'decide' | 'decide_group'; readonly event: ReviewEvent }
  | {
      readonly kind:
        | 'next'
        | 'previous'
        | 'next_student'
        | 'previous_student'
        | 'finish'
        | 'note'
        | 'answer'
        | 'enlarge'
        | 'undo'
        | 'all'
        | 'keys';
    };

/** Keys of one letter, besides those of the decisions. */
export const reviewKeys = {
  next: 'j',
  previous: 'k',
  finish: 'f',
  note: 'n',
  answer: 'r',
  enlarge: 'l',
  undo: 'z',
  all: 's',
} as const satisfies Partial<Record<Command['kind'], string>>;

const kindOf: ReadonlyMap<string, keyof typeof reviewKeys> = new Map(
  Object.entries(reviewKeys).map(([kind, key]) => [key, kind as keyof typeof reviewKeys]),
);

type Pressed = Parameters<typeof letterOf>[0];

/**
 * The command that a key stands for; null for every other key, and while somebody writes. Letters are told
 * by their place on keyboards of another script.
 * @param rightToLeft the arrows point where the next one stands
 */
export function commandOf(event: Pressed, rightToLeft: boolean): Command | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat, target } = event;
  if (shiftKey) {
    const plain = { key, code, ctrlKey, metaKey, altKey, shiftKey: false, repeat, target };
    if (key === '?' && letterOf(plain) !== null) return { kind: 'keys' };
    const decided = decisionOf(plain);
    if (decided !== null) return { kind: 'decide_group', event: decided };
    if (key === 'Enter' && !takesEnter(target)) return { kind: 'previous_student' };
    return null;
  }
  if (ctrlKey || metaKey || altKey) return null;
  const decided = decisionOf(event);
  if (decided !== null) return { kind: 'decide', event: decided };
  const letter = letterOf(event);
  if (letter === '?') return { kind: 'keys' };
  const kind = letter === null ? undefined : kindOf.get(letter);
  if (kind !== undefined) return { kind };
  if (takesArrows(target)) return null;
  if (key === 'Enter') return takesEnter(target) || repeat ? null : { kind: 'next_student' };
  if (key === 'ArrowRight') return { kind: rightToLeft ? 'previous' : 'next' };
  if (key === 'ArrowLeft') return { kind: rightToLeft ? 'next' : 'previous' };
  return null;
}

/** Whether Enter does something of its own there. */
const takesEnter = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('a, button, summary, input, textarea, select, [role="tab"]') !== null;

const takesArrows = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [role="tab"], [role="slider"]') !== null;
