import type { StaffActionKind } from '@invigil/shared-types';
import { letterOf, type Pressed } from '../ui/index.ts';
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

/** The action that a key stands for; `pause` stands for resuming as well. */
export function actionOfKey(event: Pressed): StaffActionKind | null {
  const letter = letterOf(event);
  return letter === null ? null : (kindOfKey.get(letter) ?? null);
}
