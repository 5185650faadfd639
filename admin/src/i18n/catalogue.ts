import {
  noteLabels,
  reasonSentences,
  technicalLabels,
  type CountedType,
  type Level,
  type NoteType,
  type Reason,
  type TechnicalType,
  type TroubleReason,
} from '@invigil/shared-types';
import { t } from './translate.ts';

/** What can stand on a timeline. */
export type LabelledType = CountedType | TechnicalType | NoteType;

/** For invigilators, in the language in use: what was seen, noun first. */
export function labelFor(type: LabelledType): string {
  if (isTechnical(type)) return t(`common.technical.${type}`);
  return isNote(type) ? t(`common.notes.${type}`) : t(`common.counted.${type}`);
}

/** For invigilators: what exactly is technically wrong. Several reasons share a type's name. */
export const troubleLabelFor = (reason: TroubleReason): string => t(`common.troubles.${reason}`);

/** The word that goes with a level's colour and shape. */
export const levelLabel = (level: Level): string => t(`common.levels.${level}`);

/** Why a request failed: a reason of the contract, or nobody answered at all. */
export type FailedBecause = Reason | 'unreachable';

/**
 * What happened and what to do, in the language in use. Where the server added a detail, it stands
 * behind the sentence, in the server's own words.
 * @param failure a reason alone, or one with what the server said
 */
export function sentenceFor(
  failure: FailedBecause | { readonly reason: FailedBecause; readonly message: string },
): string {
  const { reason, message = '' } = typeof failure === 'string' ? { reason: failure } : failure;
  if (reason === 'unreachable') return t('common.unreachable');
  const sentence = t(`common.reasons.${reason}`);
  const detail = detailOf(message, reasonSentences[reason]);
  return detail === null ? sentence : t('common.withDetail', { sentence, detail });
}

/** What a server says beyond a reason's own sentence: `… (detail)`, or words of its own altogether. */
function detailOf(message: string, sentence: string): string | null {
  if (message === '' || message === sentence) return null;
  return message.startsWith(`${sentence} (`) && message.endsWith(')')
    ? message.slice(sentence.length + 2, -1)
    : message;
}

const isTechnical = (type: LabelledType): type is TechnicalType =>
  Object.hasOwn(technicalLabels, type);
const isNote = (type: LabelledType): type is NoteType => Object.hasOwn(noteLabels, type);
