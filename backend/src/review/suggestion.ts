import {
  heldForFactors,
  isViolationType,
  pageEventCatalogue,
  agreedPolicy,
  ruledOut,
  ruleOf,
  thresholdFactors,
  type JudgedIncident,
  type PageEventType,
  type Policy,
  type Precision,
  type ViolationType,
} from '@invigil/shared-types';
import type { StudentRecord } from './exam-record.ts';

/** An incident, and whose it is. */
export interface Sample {
  readonly incident: JudgedIncident;
  readonly student: StudentRecord;
}

type Suggestion = NonNullable<Precision['suggestion']>;
type RuledType = ViolationType | PageEventType;

export interface SuggestionRules {
  /** The share of what people accepted that a change may lose. */
  readonly mayLose: number;
  /** Thresholds and holding times are tried so many times as mild. */
  readonly steps: readonly number[];
}

export interface Decided {
  readonly accepted: readonly Sample[];
  readonly dismissed: readonly Sample[];
}

interface Candidate {
  readonly policy: Policy;
  readonly suggestion: (spares: number) => Suggestion;
}

/**
 * The change of a type's rule that would have spared most of what people dismissed, more than half of it, and
 * hardly anything that they accepted; of those that spare as many the mildest, and a threshold before a
 * holding time. Switching it off is for where nothing else helps and nobody accepted anything. Null where
 * there is no such change.
 */
export function suggestionFor(
  type: RuledType,
  decided: Decided,
  policy: Policy,
  { mayLose, steps }: SuggestionRules,
): Suggestion | null {
  const mostLost = Math.floor(decided.accepted.length * mayLose);
  let best: { suggestion: Suggestion; spares: number } | null = null;
  for (const candidate of [...thresholds(type, policy, steps), ...holdings(type, policy, steps)]) {
    const spares = leftOut(decided.dismissed, candidate.policy);
    if (2 * spares <= decided.dismissed.length || spares <= (best?.spares ?? 0)) continue;
    if (leftOut(decided.accepted, candidate.policy) > mostLost) continue;
    best = { suggestion: candidate.suggestion(spares), spares };
  }
  if (best !== null) return best.suggestion;
  if (decided.accepted.length > 0 || !ruleOf(type, policy).enabled) return null;
  return { kind: 'off', spares: decided.dismissed.length };
}

/** How many of these count by the policy now, and would not by the other. */
function leftOut(samples: readonly Sample[], policy: Policy): number {
  return samples.filter(({ incident, student }) => {
    if (incident.kind === 'contradiction') return false;
    if (ruledOut(incident, student.policy) !== null) return false;
    return ruledOut(incident, agreedPolicy(student.attempt, policy)) !== null;
  }).length;
}

function thresholds(type: RuledType, policy: Policy, steps: readonly number[]): Candidate[] {
  if (!isViolationType(type)) return [];
  const rule = policy.violations[type];
  return milder(rule.thresholdFactor, steps, thresholdFactors.max, hundredths).map((factor) => ({
    policy: {
      ...policy,
      violations: { ...policy.violations, [type]: { ...rule, thresholdFactor: factor } },
    },
    suggestion: (spares) => ({ kind: 'threshold', factor, spares }),
  }));
}

/**
 * Of page events alone. Of a violation it is known how long it had held when it was claimed, and not how long
 * it went on: nearly every one had held hardly longer than it had to.
 */
function holdings(type: RuledType, policy: Policy, steps: readonly number[]): Candidate[] {
  if (isViolationType(type)) return [];
  const rule = policy.pageEvents[type];
  const longestMs = pageEventCatalogue[type].heldForMs * heldForFactors.max;
  return milder(rule.heldForMs, steps, longestMs, Math.round).map((heldForMs) => ({
    policy: { ...policy, pageEvents: { ...policy.pageEvents, [type]: { ...rule, heldForMs } } },
    suggestion: (spares) => ({ kind: 'holding', heldForMs, spares }),
  }));
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** So many times as mild, up to the mildest that a policy may be; the least change first. */
function milder(
  value: number,
  steps: readonly number[],
  most: number,
  rounded: (value: number) => number,
): number[] {
  const all = steps.map((step) => rounded(Math.min(most, value * step)));
  return [...new Set(all)].filter((one) => one > value).sort((a, b) => a - b);
}
