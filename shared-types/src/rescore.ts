import type { ViolationType } from './catalogue.ts';
import {
  isJudged,
  type Incident,
  type JudgedIncident,
  type ViolationIncident,
} from './incident.ts';
import { ruleOf, type CountedType, type Policy } from './policy.ts';
import { score, type Score } from './score.ts';

/** What a rule of the policy is about; a contradiction has none. */
export type RuledIncident = Exclude<JudgedIncident, { kind: 'contradiction' }>;

/** Why an incident adds to the score, or does not. */
export type CountingReason =
  | 'counted'
  /** The policy does not look for this type. */
  | 'switched_off'
  /** It did not hold for as long as the policy asks for. */
  | 'too_short'
  /** It was not strong enough for the policy's threshold. */
  | 'below_threshold'
  /** The policy suppresses this type for longer than the time since the one before. */
  | 'too_soon'
  /** A reviewer dismissed it. */
  | 'dismissed'
  /** A contradiction counts only once a reviewer has accepted it. */
  | 'not_accepted'
  /** Its detector found out that it is wrong about this student. */
  | 'detector_off'
  /** Technical: nobody's fault. */
  | 'technical'
  /** Something to know, and no more. */
  | 'note';

export interface JudgementLine {
  readonly incident: Incident;
  readonly reason: CountingReason;
  /** What it adds to the score at its place: 0 where its band is full. */
  readonly points: number;
  /** The score after it. */
  readonly scoreAfter: number;
}

/** A score and how it came about. */
export interface Judgement {
  readonly score: Score;
  readonly counts: Readonly<Partial<Record<CountedType, number>>>;
  /** In the order of the incidents' times; ties by identifier. */
  readonly lines: readonly JudgementLine[];
}

/**
 * Judges an attempt's incidents under a policy: the same incidents and the same policy always give
 * the same result, in whatever order they come. Under the policy that admitted them nothing is left
 * out but what a person decided; a stricter or milder one is applied as if it had been in force, as
 * far as what was recorded tells (what was suppressed then has no picture and cannot count now).
 */
export function rescore(incidents: readonly Incident[], policy: Policy): Judgement {
  const counts: Partial<Record<CountedType, number>> = {};
  const countedAt = new Map<CountedType, number>();
  const lines: JudgementLine[] = [];
  const disregarded = disregardedFrom(incidents);
  let before = 0;
  for (const incident of inOrder(incidents)) {
    const reason = countingReason(incident, policy, countedAt, disregarded);
    if (reason === 'counted' && isJudged(incident)) {
      counts[incident.type] = (counts[incident.type] ?? 0) + 1;
      countedAt.set(incident.type, incident.capturedAt);
    }
    const after = score(counts, policy).value;
    lines.push({ incident, reason, points: after - before, scoreAfter: after });
    before = after;
  }
  return { score: score(counts, policy), counts, lines };
}

function countingReason(
  incident: Incident,
  policy: Policy,
  countedAt: ReadonlyMap<CountedType, number>,
  disregarded: ReadonlyMap<CountedType, number>,
): CountingReason {
  if (!isJudged(incident)) return incident.kind;
  if (incident.review.state === 'dismissed') return 'dismissed';
  if (incident.kind === 'contradiction') {
    return incident.review.state === 'accepted' ? 'counted' : 'not_accepted';
  }
  if (incident.capturedAt >= (disregarded.get(incident.type) ?? Infinity)) return 'detector_off';
  const against = ruledOut(incident, policy);
  if (against !== null) return against;
  const rule = ruleOf(incident.type, policy);
  const last = countedAt.get(incident.type);
  // Only where the policy is stricter than the one that admitted it: the ledger has done the rest.
  const suppressed =
    rule.ttlMs > incident.ttlMs && last !== undefined && incident.capturedAt - last < rule.ttlMs;
  return suppressed ? 'too_soon' : 'counted';
}

/**
 * Why a policy's rule for its type leaves an incident out, all by itself; null where it does not.
 *
 * `below_threshold` goes by the strength that the agent told with the claim, in the moment in which it was
 * made. So it can be told of every type but `no_face`, which has no threshold, and of none that was recorded
 * before strengths were told, or by an agent that does not: those are left in. What was stronger in that
 * moment than while it held before is left in, too. And a milder threshold only ever leaves out: what a
 * stricter one would have seen besides was never claimed.
 */
export function ruledOut(
  incident: RuledIncident,
  policy: Policy,
): 'switched_off' | 'too_short' | 'below_threshold' | null {
  const rule = ruleOf(incident.type, policy);
  if (!rule.enabled) return 'switched_off';
  const lasted = incident.kind === 'violation' ? incident.heldMs : incident.durationMs;
  // Null while it lasts: an open end cannot be too short.
  if (lasted !== null && lasted < rule.heldForMs) return 'too_short';
  return incident.kind === 'violation' && isBelowThreshold(incident, policy)
    ? 'below_threshold'
    : null;
}

/** Whether something of this strength would not have been seen with the threshold of that policy. */
export function isBelowThreshold(
  { type, strength }: Pick<ViolationIncident, 'type' | 'strength'>,
  policy: Policy,
): boolean {
  const { thresholdFactor } = policy.violations[type];
  return strength !== null && strength <= effectiveFactor(type, thresholdFactor);
}

/** A factor below 1 does not make another person of anybody: there it counts as 1. */
export function effectiveFactor(type: ViolationType, thresholdFactor: number): number {
  return type === 'identity_mismatch' ? Math.max(1, thresholdFactor) : thresholdFactor;
}

/** From when on nothing counts of a detector that switched itself off. It costs the student nothing. */
function disregardedFrom(incidents: readonly Incident[]): Map<CountedType, number> {
  const from = new Map<CountedType, number>();
  for (const incident of incidents) {
    if (incident.kind !== 'technical' || incident.detector === null) continue;
    const { detector, disregardedFrom: at } = incident.detector;
    from.set(detector, Math.min(at, from.get(detector) ?? Infinity));
  }
  return from;
}

function inOrder(incidents: readonly Incident[]): Incident[] {
  return [...incidents].sort(
    (a, b) => a.capturedAt - b.capturedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
