import {
  violationTypes,
  type StaffActionKind,
  type Tile,
  type ViolationType,
} from '@invigil/shared-types';
import { adviceFor, t } from '../i18n/index.ts';

const keys = {
  ask: ['moment', 'camera', 'desk', 'call'],
  pause: ['technical', 'need', 'clarify', 'request'],
  extend: ['technical', 'pause', 'accommodation'],
  end: ['request', 'wrong', 'rules', 'emergency'],
  second_look: ['picture', 'student', 'decide'],
} as const;
const warnings = ['face', 'alone', 'screen', 'window', 'phone', 'light'] as const;

/**
 * Words to choose from, in the language in use. A warning starts with what the student's newest incident
 * asks for.
 */
export function preparedFor(
  kind: Exclude<StaffActionKind, 'resume'>,
  lastIncident: Tile['lastIncident'],
): readonly string[] {
  switch (kind) {
    case 'message':
      return [];
    case 'warn': {
      const newest = violationOf(lastIncident);
      const texts = warnings.map((key) => t(`actions.warnings.${key}`));
      return newest === null ? texts : [adviceFor(newest), ...texts];
    }
    case 'ask':
      return keys.ask.map((key) => t(`actions.asks.${key}`));
    case 'pause':
      return keys.pause.map((key) => t(`actions.pauses.${key}`));
    case 'extend':
      return keys.extend.map((key) => t(`actions.extensions.${key}`));
    case 'end':
      return keys.end.map((key) => t(`actions.endings.${key}`));
    case 'second_look':
      return keys.second_look.map((key) => t(`actions.looks.${key}`));
  }
}

/** Page events and contradictions have no words for the student. */
function violationOf(incident: Tile['lastIncident']): ViolationType | null {
  return violationTypes.find((type) => type === incident?.type) ?? null;
}
