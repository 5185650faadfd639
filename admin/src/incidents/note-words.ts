import type { NoteIncident, NoteType, PictureBox } from '@invigil/shared-types';
import { t, type MessageKey } from '../i18n/index.ts';

type NoteKey = Extract<MessageKey, `review.notes.${'skipped' | 'identity' | 'background'}`>;

const facts: Readonly<Record<NoteType, readonly NoteKey[]>> = {
  calibrated: [],
  calibration_skipped: ['review.notes.skipped'],
  identity_taken: ['review.notes.identity'],
  background_face: ['review.notes.background'],
};

/** What is to be known of a note besides its name and its time. */
export function noteFacts({ type, again }: Pick<NoteIncident, 'type' | 'again'>): string[] {
  const always = facts[type].map((key) => t(key));
  return again && type === 'identity_taken' ? [t('review.notes.identityAgain'), ...always] : always;
}

const places = {
  upper: { left: 'upperLeft', middle: 'upper', right: 'upperRight' },
  middle: { left: 'left', middle: 'centre', right: 'right' },
  lower: { left: 'lowerLeft', middle: 'lower', right: 'lowerRight' },
} as const;

/** Where a part of a picture lies, by its middle: `upper left`, `right`, `centre`. */
export function placeWords({ x, y, w, h }: PictureBox): string {
  const row = places[third(y + h / 2, 'upper', 'lower')];
  return t(`review.notes.places.${row[third(x + w / 2, 'left', 'right')]}`);
}

function third<T extends string>(share: number, first: T, last: T): T | 'middle' {
  if (share < 1 / 3) return first;
  return share > 2 / 3 ? last : 'middle';
}
