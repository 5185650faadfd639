import {
  catalogue,
  type ContradictionIncident,
  type ContradictionKind,
  type Incident,
  type JudgedIncident,
  type Look,
  type StillFailure,
  type TechnicalIncident,
  type ViolationIncident,
} from '@invigil/shared-types';
import { formatSeconds, formatSpan, formatTimeOfDay } from '../ui/index.ts';
import { noteFacts } from './note-words.ts';

/** Why there is no picture of the witness, for whoever looks for it. */
export const stillFailureWords: Readonly<Record<StillFailure, string>> = {
  no_stream: 'The student sent no video then.',
  stream_paused: "The student's video was paused then.",
  stream_ended: 'The video ended before the picture was complete.',
  no_key_frame: 'The video brought no whole picture in time.',
  busy: 'Another picture of this video was being taken.',
  undecodable: 'The picture in the video could not be read.',
  not_taken: 'Too many pictures were due, or the moment had passed.',
};

const contradictionWords: Readonly<Record<ContradictionKind, string>> = {
  faces: 'Reported faces are not those in the video, twice running',
  silence: 'Video without reports, twice running',
  not_claimed: 'Second face reported but not claimed, twice running',
  black: 'Bright picture reported, black video, twice running',
  frozen: 'Moving picture reported, video that stands still, twice running',
};

/** What is to be known of an incident besides its name and its time. Of what lasts: when it is over. */
export function incidentFacts(incident: Incident, timeZone: string): string[] {
  switch (incident.kind) {
    case 'violation':
      return [
        ...seenWords(incident),
        `Confirmed after ${formatSeconds(incident.confirmedAt - incident.capturedAt)}`,
      ];
    case 'page_event':
      return incident.durationMs === null || incident.durationMs === 0
        ? []
        : [`For ${formatSpan(incident.durationMs)}`];
    case 'technical':
      return technicalFacts(incident, timeZone);
    case 'contradiction':
      return [contradictionWords[incident.contradiction]];
    case 'note':
      return noteFacts(incident);
  }
}

/** How a violation showed itself. */
function seenWords({ type, heldMs }: ViolationIncident): string[] {
  if (type !== 'identity_mismatch') return [`Held ${formatSeconds(heldMs)}`];
  const { checks } = catalogue[type];
  const times = checks === undefined ? '' : `${checks.failed} of ${checks.of} `;
  // Faces that a machine finds different are no proof that they are.
  return [`In ${times}comparisons on the student's machine`, 'Only a person can tell'];
}

function technicalFacts(
  { capturedAt, endedAt, detector }: TechnicalIncident,
  timeZone: string,
): string[] {
  if (detector !== null) {
    const { share, calmMs, disregardedFrom } = detector;
    return [
      `Claimed in ${Math.round(share * 100)} % of ${Math.round(calmMs / 60_000)} calm minutes`,
      `What it claimed since ${formatTimeOfDay(disregardedFrom, timeZone)} does not count`,
    ];
  }
  if (endedAt === null) return [];
  return [`Until ${formatTimeOfDay(endedAt, timeZone)}, for ${formatSpan(endedAt - capturedAt)}`];
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
      return 'agent said a bright picture · video is black';
    case 'frozen':
      return 'agent said a moving picture · video stands still';
    case 'not_claimed':
      return `agent said ${faces(said)} and claimed nothing · video shows ${number(saw)}`;
    case 'faces':
    case 'silence':
      return `agent said ${faces(said)} · video shows ${number(saw)}`;
  }
}

function faces(count: number | null): string {
  if (count === null) return 'nothing';
  return count === 0 ? 'no face' : count === 1 ? '1 face' : `${count} faces`;
}
/** After "face" was said already. */
function number(count: number): string {
  return count === 0 ? 'none' : String(count);
}

/** What a person decided and when; null while nobody has. */
export function decisionWords({ review }: JudgedIncident, timeZone: string): string | null {
  const at = review.at === null ? '' : ` at ${formatTimeOfDay(review.at, timeZone)}`;
  switch (review.state) {
    case 'open':
      return null;
    case 'accepted':
      return `Accepted${at}`;
    case 'dismissed':
      return `Dismissed${at}`;
    case 'unsure':
      return `Unsure${at}`;
  }
}

/**
 * Whether an incident counts, where that is not a matter of course.
 * @param disregarded see `disregardedIn`
 */
export function countingWords(incident: JudgedIncident, disregarded: boolean): string | null {
  if (incident.review.state === 'dismissed') return 'does not count';
  if (disregarded) return 'does not count: its detector switched itself off';
  if (incident.kind !== 'contradiction') return null;
  return incident.review.state === 'accepted' ? 'counts' : 'counts once accepted';
}
