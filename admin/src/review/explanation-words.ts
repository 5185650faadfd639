import type { ExplanationLine } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';

/** What a step added to the score, with its sign; nothing for steps that cannot add. */
export function pointsWords({ points }: Pick<ExplanationLine, 'points'>): string {
  if (points === null) return '';
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `−${-points}`;
}

/**
 * How far the face was from the one at the start, of a step that knows: for a person to weigh, and no
 * verdict. Null for every other step.
 */
export function distanceWords({
  type,
  detail,
}: Pick<ExplanationLine, 'type' | 'detail'>): string | null {
  const distance = detail['identity'];
  if (type !== 'identity_mismatch' || typeof distance !== 'number') return null;
  const toHundredths = Math.round(distance * 100) / 100;
  return t('review.explanation.distance', { distance: toHundredths });
}
