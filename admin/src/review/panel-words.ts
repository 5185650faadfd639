import { closesAtFor, type Exam, type Tile } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { formatMinuteOfDay, formatTimeOfDay } from '../ui/index.ts';

/** Where a student is, and since when. */
export function stateWords(
  tile: Pick<Tile, 'state' | 'stateSince'> | null,
  timeZone: string,
): string {
  if (tile === null) return t('review.panel.gone');
  if (tile.state === 'invited') return t('review.states.invited');
  return t(`review.states.${tile.state}`, { time: formatTimeOfDay(tile.stateSince, timeZone) });
}

/** What invigilators set for this student alone: how much more time, and until when. Null for none. */
export function extraTimeWords(
  tile: Pick<Tile, 'extraTimeMs'> | null,
  exam: Pick<Exam, 'closesAt' | 'timeZone'> | null,
): string | null {
  if (tile === null || exam === null || tile.extraTimeMs === 0) return null;
  return t('review.panel.extra', {
    minutes: t('actions.minutesMore', Math.round(tile.extraTimeMs / 60_000)),
    time: formatMinuteOfDay(closesAtFor(exam, tile), exam.timeZone),
  });
}
