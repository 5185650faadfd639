import { t } from '../i18n/index.ts';
import type { Draft } from './acting.ts';
import { isReason, mostMinutes, type Lacking } from './composing.ts';

/** What is to be written into the field. */
export function fieldLabel(kind: Draft['kind']): string {
  if (!isReason(kind)) return t('actions.dialog.text');
  return kind === 'second_look' ? t('actions.dialog.optionalReason') : t('actions.dialog.reason');
}

/** On the button that sends; to end an attempt it leads to the last question. */
export function sendVerb(kind: Draft['kind']): string {
  switch (kind) {
    case 'pause':
      return t('actions.dialog.pause');
    case 'extend':
      return t('actions.dialog.extend');
    case 'end':
      return t('actions.dialog.endFirst');
    case 'second_look':
      return t('actions.dialog.call');
    case 'warn':
    case 'message':
    case 'ask':
      return t('actions.dialog.send');
  }
}

/** What somebody has to add before it can be sent. */
export function lackingWords(lacking: Lacking): string {
  switch (lacking) {
    case 'text':
      return t('actions.dialog.textMissing');
    case 'reason':
      return t('actions.dialog.reasonMissing');
    case 'minutes':
      return t('actions.dialog.minutesMissing', { most: mostMinutes });
  }
}
