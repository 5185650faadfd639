import { actionTextLimit, longestExtensionMs, type StaffAction } from '@invigil/shared-types';
import type { Draft } from './acting.ts';

/** What somebody has put into the dialog so far. */
export interface Composed {
  /** The text to the student, or the reason. */
  readonly text: string;
  /** Of an extension. Null while nothing that is a number stands there. */
  readonly minutes: number | null;
}

/** What is missing before an action can be sent. */
export type Lacking = 'text' | 'reason' | 'minutes';

/** The most that one extension may give, minutes. */
export const mostMinutes = longestExtensionMs / 60_000;

/** Whether an extension by so much is possible. */
export const isExtension = (minutes: number | null): minutes is number =>
  minutes !== null && Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes;

/** What is written goes to the student, or stands in the record as a reason. */
export const isReason = (kind: Draft['kind']): boolean =>
  kind === 'pause' || kind === 'extend' || kind === 'end' || kind === 'second_look';

/** The action that was put together, or what it lacks. */
export function compose(
  kind: Draft['kind'],
  { text, minutes }: Composed,
): { readonly content: StaffAction } | { readonly lacks: Lacking } {
  const words = text.trim().slice(0, actionTextLimit);
  switch (kind) {
    case 'warn':
    case 'message':
    case 'ask':
      return words === '' ? { lacks: 'text' } : { content: { kind, text: words } };
    case 'pause':
    case 'end':
      return words === '' ? { lacks: 'reason' } : { content: { kind, reason: words } };
    case 'extend':
      if (!isExtension(minutes)) return { lacks: 'minutes' };
      return words === ''
        ? { lacks: 'reason' }
        : { content: { kind, extraMs: minutes * 60_000, reason: words } };
    case 'second_look':
      return { content: { kind, reason: words === '' ? null : words } };
  }
}
