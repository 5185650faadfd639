import { isJudged, type Incident, type JudgedIncident } from './incident.ts';
import { ruleOf, type CountedType, type Policy } from './policy.ts';
import { score, type Score } from './score.ts';

/** Why an incident adds to the score, or does not. */
export type CountingReason =
  | 'counted'
  /** The policy does not look for this type. */
  | 'switched_off'
  /** It did not hold for as long as the policy asks for. */
  | 'too_short'
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
  const rule = ruleOf(incident.type, policy);
  if (!rule.enabled) return 'switched_off';
  const lasted = durationOf(incident);
  if (lasted !== null && lasted < rule.heldForMs) return 'too_short';
  const last = countedAt.get(incident.type);
  // Only where the policy is stricter than the one that admitted it: the ledger has done the rest.
  const suppressed =
    rule.ttlMs > incident.ttlMs && last !== undefined && incident.capturedAt - last < rule.ttlMs;
  return suppressed ? 'too_soon' : 'counted';
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

/** Null while it lasts: an open end cannot be too short. */
function durationOf(incident: Exclude<JudgedIncident, { kind: 'contradiction' }>): number | null {
  return incident.kind === 'violation' ? incident.heldMs : incident.durationMs;
}

function inOrder(incidents: readonly Incident[]): Incident[] {
  return [...incidents].sort(
    (a, b) => a.capturedAt - b.capturedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
