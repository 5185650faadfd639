import type { StaffActionKind } from '@invigil/shared-types';
import { nextOfPauses, type Standing } from './offers.ts';

/** What has a key of its own. `p` pauses and resumes, whichever is possible. */
export const actionKeys = {
  admit: 'l',
  warn: 'w',
  message: 'm',
  ask: 'k',
  pause: 'p',
  resume: 'p',
  extend: 'x',
  end: 'e',
  second_look: 's',
} as const satisfies Readonly<Record<StaffActionKind, string>>;

/** The key by which a kind can be asked for now; none where the key stands for another one. */
export function keyOf(kind: StaffActionKind, standing: Standing | null): string | undefined {
  const pauses = kind === 'pause' || kind === 'resume';
  return pauses && nextOfPauses(standing) !== kind ? undefined : actionKeys[kind];
}

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'target'
>;

const kindOfKey: ReadonlyMap<string, StaffActionKind> = new Map([
  ['l', 'admit'],
  ['w', 'warn'],
  ['m', 'message'],
  ['k', 'ask'],
  ['p', 'pause'],
  ['x', 'extend'],
  ['e', 'end'],
  ['s', 'second_look'],
]);

/**
 * The Latin letter or the sign that a key stands for; null for what belongs to the browser, for a key
 * that is held down, and where somebody is writing. On a keyboard of another script it is the key in
 * the letter's place, so that the keys are the same in every language.
 */
export function letterOf(event: Pressed): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return null;
  if (writes(event.target)) return null;
  if (/^[ -~]$/.test(event.key)) return event.key.toLowerCase();
  if (event.code === 'Comma') return ',';
  if (event.code === 'Period') return '.';
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? null;
}

/** The action that a key stands for; `pause` stands for resuming as well. */
export function actionOfKey(event: Pressed): StaffActionKind | null {
  const letter = letterOf(event);
  return letter === null ? null : (kindOfKey.get(letter) ?? null);
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null)
  );
}
