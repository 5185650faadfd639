import {
  catalogue,
  type ContradictionIncident,
  type Incident,
  type JudgedIncident,
  type Look,
  type StillFailure,
  type TechnicalIncident,
  type ViolationIncident,
} from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { formatSeconds, formatSpan, formatTimeOfDay } from '../ui/index.ts';
import { noteFacts } from './note-words.ts';

/** Why there is no picture of the witness, for whoever looks for it. */
export const stillFailureWords = (failure: StillFailure): string =>
  t(`review.stillFailures.${failure}`);

/** What is to be known of an incident besides its name and its time. Of what lasts: when it is over. */
export function incidentFacts(incident: Incident, timeZone: string): string[] {
  switch (incident.kind) {
    case 'violation':
      return [
        ...seenWords(incident),
        t('review.incident.confirmedAfter', {
          time: formatSeconds(incident.confirmedAt - incident.capturedAt),
        }),
      ];
    case 'page_event':
      return incident.durationMs === null || incident.durationMs === 0
        ? []
        : [t('review.incident.lasted', { time: formatSpan(incident.durationMs) })];
    case 'technical':
      return technicalFacts(incident, timeZone);
    case 'contradiction':
      return [t(`review.contradictions.${incident.contradiction}`)];
    case 'note':
      return noteFacts(incident);
  }
}

/** How a violation showed itself. */
function seenWords({ type, heldMs }: ViolationIncident): string[] {
  if (type !== 'identity_mismatch') {
    return [t('review.incident.held', { time: formatSeconds(heldMs) })];
  }
  const { checks } = catalogue[type];
  return [
    checks === undefined
      ? t('review.incident.comparisons')
      : t('review.incident.comparisonsOf', { failed: checks.failed, of: checks.of }),
    // Faces that a machine finds different are no proof that they are.
    t('review.incident.onlyAPerson'),
  ];
}

function technicalFacts(
  { capturedAt, endedAt, detector }: TechnicalIncident,
  timeZone: string,
): string[] {
  if (detector !== null) {
    const { share, calmMs, disregardedFrom } = detector;
    return [
      t(
        'review.incident.detectorShare',
        { share: Math.round(share * 100) },
        Math.round(calmMs / 60_000),
      ),
      t('review.incident.detectorFrom', { time: formatTimeOfDay(disregardedFrom, timeZone) }),
    ];
  }
  if (endedAt === null) return [];
  return [
    t('review.incident.until', {
      time: formatTimeOfDay(endedAt, timeZone),
      span: formatSpan(endedAt - capturedAt),
    }),
  ];
}

/** True for what began and has not ended. */
export function lasts(incident: Incident): boolean {
  return (
    (incident.kind === 'page_event' && incident.durationMs === null) ||
    (incident.kind === 'technical' && incident.endedAt === null)
  );
}

/** Both stories about one moment: `agent said 1 face · video shows 2`. */
export function lookWords(
  { said, saw }: Pick<Look, 'said' | 'saw'>,
  contradiction: ContradictionIncident['contradiction'],
): string {
  switch (contradiction) {
    case 'black':
      return t('review.looks.black');
    case 'frozen':
      return t('review.looks.frozen');
    case 'not_claimed':
      return t('review.looks.notClaimed', { said: faces(said), saw: t('review.looks.saw', saw) });
    case 'faces':
    case 'silence':
      return t('review.looks.faces', { said: faces(said), saw: t('review.looks.saw', saw) });
  }
}

const faces = (count: number | null): string =>
  count === null ? t('review.looks.saidNothing') : t('review.looks.saidFaces', count);

/** What a person decided, who it was, and when; null while nobody has. */
export function decisionWords({ review }: JudgedIncident, timeZone: string): string | null {
  if (review.state === 'open') return null;
  const decision = t(`review.decision.${review.state}`);
  if (review.at === null) return decision;
  const time = formatTimeOfDay(review.at, timeZone);
  return review.staffName === null
    ? t('review.decision.at', { decision, time })
    : t('review.decision.byAt', { decision, name: review.staffName, time });
}

/**
 * Whether an incident counts, where that is not a matter of course.
 * @param disregarded see `disregardedIn`
 */
export function countingWords(incident: JudgedIncident, disregarded: boolean): string | null {
  if (incident.review.state === 'dismissed') return t('review.incident.doesNotCount');
  if (disregarded) return t('review.incident.detectorOff');
  if (incident.kind !== 'contradiction') return null;
  return incident.review.state === 'accepted'
    ? t('review.incident.counts')
    : t('review.incident.countsOnceAccepted');
}
