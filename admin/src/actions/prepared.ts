import { violationTypes, type Tile, type ViolationType } from '@invigil/shared-types';
import type { Draft } from './acting.ts';
import { localeInUse, studentLocale, t, tForStudents, type MessageKey } from '../i18n/index.ts';

const keys = {
  ask: ['moment', 'camera', 'desk', 'call'],
  pause: ['technical', 'need', 'clarify', 'request'],
  extend: ['technical', 'pause', 'accommodation'],
  end: ['request', 'wrong', 'rules', 'emergency'],
  second_look: ['picture', 'student', 'decide'],
} as const;
const warnings = ['face', 'alone', 'screen', 'window', 'phone', 'light'] as const;

/** Words to choose. */
export interface Prepared {
  /** What goes out, or into the record. */
  readonly text: string;
  /** The same in the console's language, where the student reads another. */
  readonly meaning: string | null;
}

/**
 * Words to choose from. What the student reads is in the language that students read; reasons are for
 * invigilators and in theirs. A warning starts with what the student's newest incident asks for.
 */
export function preparedFor(
  kind: Draft['kind'],
  lastIncident: Tile['lastIncident'],
): readonly Prepared[] {
  switch (kind) {
    case 'message':
      return [];
    case 'warn': {
      const newest = violationOf(lastIncident);
      const texts = warnings.map((key) => toStudent(`actions.warnings.${key}`));
      return newest === null ? texts : [toStudent(`common.warnings.${newest}`), ...texts];
    }
    case 'ask':
      return keys.ask.map((key) => toStudent(`actions.asks.${key}`));
    case 'pause':
      return keys.pause.map((key) => toRecord(`actions.pauses.${key}`));
    case 'extend':
      return keys.extend.map((key) => toRecord(`actions.extensions.${key}`));
    case 'end':
      return keys.end.map((key) => toRecord(`actions.endings.${key}`));
    case 'second_look':
      return keys.second_look.map((key) => toRecord(`actions.looks.${key}`));
  }
}

type PreparedKey = Extract<
  MessageKey,
  `actions.${'warnings' | 'asks' | 'pauses' | 'extensions' | 'endings' | 'looks'}.${string}`
>;

const toStudent = (key: PreparedKey | `common.warnings.${ViolationType}`): Prepared => ({
  text: tForStudents(key),
  meaning: localeInUse() === studentLocale ? null : t(key),
});
const toRecord = (key: PreparedKey): Prepared => ({ text: t(key), meaning: null });

/** Page events and contradictions have no words for the student. */
function violationOf(incident: Tile['lastIncident']): ViolationType | null {
  return violationTypes.find((type) => type === incident?.type) ?? null;
}
