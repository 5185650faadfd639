import {
  bandOf,
  isJudged,
  reasonSentences,
  weightOf,
  type FrameEvent,
  type JudgedIncident,
  type Policy,
  type Reason,
} from '@invigil/shared-types';
import type { Told } from './told.ts';
import { count, duration, figure, labelIn, points, shareOfCalm } from './plain-words.ts';
import type { Turn } from './score-replay.ts';

/** By the exam for nobody, or by an accommodation for this student. */
const notLookedFor = 'it is not looked for in this attempt';
const belowThreshold = 'it was not strong enough for the threshold of this attempt';

export function whySuppressed(event: FrameEvent): string {
  const ttl = figure(event, 'ttlMs');
  switch (event.reason) {
    case 'switched_off':
      return notLookedFor;
    case 'detector_off':
      return switchedItselfOff(figure(event, 'share'), figure(event, 'calmMs'));
    case 'too_short':
      return 'it did not last as long as this exam asks for';
    case 'below_threshold':
      return belowThreshold;
    case 'on_record':
      return 'it is on record already';
    case 'paused':
      return 'the attempt was paused then';
    default:
      return ttl === null
        ? 'one of this type counted a moment before'
        : `one of this type counted less than ${duration(ttl)} before`;
  }
}

/** A whole sentence: some of what is refused is of no type. */
export function refusal(event: FrameEvent): string {
  const held = figure(event, 'heldMs');
  const asked = figure(event, 'heldForMs');
  const messages = figure(event, 'messages');
  if (event.reason === 'rate_limited' && messages !== null) return tooMuch(event, messages);
  if (event.reason === 'claim_too_short' && held !== null && asked !== null) {
    return `${labelIn(event)} refused: it held for ${duration(held)}, this exam asks for ${duration(asked)}.`;
  }
  const why = isReason(event.reason) ? reasonSentences[event.reason] : 'It was not acted upon.';
  return event.type === null ? why : `${labelIn(event)} refused. ${why}`;
}

function tooMuch(event: FrameEvent, messages: number): string {
  const claims = event.detail['limit'] === 'claims' ? ' claims, page events and notes' : '';
  const within = duration(figure(event, 'withinMs') ?? 0);
  return `${count(messages, 'message')} not looked at: more than ${figure(event, 'allowed') ?? 0}${claims} within ${within}.`;
}

export function whyRejected(event: FrameEvent): string {
  const mean = figure(event, 'mean');
  const most = figure(event, 'mostMean');
  const least = figure(event, 'leastMean');
  const apart = figure(event, 'afterClaimMs');
  switch (event.reason) {
    case 'stale':
      return apart === null
        ? 'its picture was not taken at the time of the claim'
        : `its picture was taken ${duration(Math.abs(apart))} ${apart < 0 ? 'before' : 'after'} the claim`;
    case 'replayed':
      return 'this attempt had sent the same picture before';
    case 'contradicts':
      if (mean === null) return 'its picture cannot be one of it';
      if (most !== null) {
        return `the picture's mean brightness is ${Math.round(mean)}; one of it is at most ${most}`;
      }
      if (least !== null) {
        return `the picture is black, with a mean brightness of ${Math.round(mean)}, and shows nothing`;
      }
      return `its picture, with a mean brightness of ${Math.round(mean)}, cannot be one of it`;
    default:
      return 'its picture speaks against it';
  }
}

export function whyNotWarned(event: FrameEvent): string {
  if (event.reason === 'not_counted') return 'it does not count';
  if (event.reason === 'not_told') return 'this exam warns nobody';
  const since = figure(event, 'sinceMs');
  const ago = since === null ? 'a moment' : duration(since);
  return event.reason === 'late'
    ? `what was seen was ${ago} ago`
    : event.reason === 'same_type'
      ? `a warning of this type was shown ${ago} before`
      : `another warning was shown ${ago} before`;
}

/** What came of a step that may change the score, as the end of a sentence. */
export function outcome(told: Told): string {
  const { turn, incident, event } = told;
  if (incident === undefined) return '. It is no longer on record and does not count.';
  if (!isJudged(incident) || turn === null) return '. It was on record already.';
  const { value } = turn.score;
  if (turn.points !== 0) return `: ${points(turn.points)}, score ${value}.`;
  return event.kind === 'reviewed'
    ? `: the score stays at ${value}.`
    : `. No points: ${whyNone(incident, turn, told)}.`;
}

function whyNone(
  incident: JudgedIncident,
  turn: Turn,
  { policy, off }: Pick<Told, 'policy' | 'off'>,
): string {
  switch (turn.reason) {
    case 'switched_off':
      return notLookedFor;
    case 'detector_off':
      return switchedItselfOff(off?.share ?? null, off?.calmMs ?? null);
    case 'too_short':
      return 'it did not last as long as this exam asks for';
    case 'below_threshold':
      return belowThreshold;
    case 'too_soon':
      return 'one of this type counted too short a time before';
    case 'dismissed':
      return 'a reviewer dismissed it';
    case 'not_accepted':
      return 'it counts once a reviewer accepts it';
    case 'technical':
    case 'note':
      return "it is nobody's fault";
    case 'counted':
      return whyNothingAdded(incident, turn, policy);
  }
}

function switchedItselfOff(share: number | null, calmMs: number | null): string {
  const why = 'the detector switched itself off';
  return share === null || calmMs === null
    ? why
    : `${why}, it claimed ${shareOfCalm(share, calmMs)}`;
}

function whyNothingAdded({ type }: JudgedIncident, { score }: Turn, policy: Policy): string {
  if (weightOf(type, policy) === 0) return 'this exam gives none for it';
  const band = bandOf(type);
  const cap = policy.caps[band];
  if (score.bands.some((share) => share.band === band && share.sum > cap)) {
    return `the ${band} band is full at ${cap}`;
  }
  return score.value === 100
    ? 'the score is full at 100'
    : 'a later one of this type makes way for it';
}

function isReason(reason: string | null): reason is Reason {
  return reason !== null && Object.hasOwn(reasonSentences, reason);
}
