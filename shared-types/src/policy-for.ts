import type { Attempt } from './attempt.ts';
import { catalogue, violationTypes } from './catalogue.ts';
import type { AccommodatedRule } from './accommodation.ts';
import { narrowed } from './consent-scope.ts';
import { heldForFactors, thresholdFactors, type Policy, type ViolationRule } from './policy.ts';

/**
 * The policy as it is for one attempt: its accommodations applied, and nobody's listed, so that an
 * agent learns how to judge its own student and nothing about anybody. Factors multiply what the
 * exam asks for, up to the mildest that a policy may be.
 */
export function policyFor(attemptId: string, policy: Policy): Policy {
  const own = Object.hasOwn(policy.accommodations, attemptId)
    ? policy.accommodations[attemptId]
    : undefined;
  const violations = { ...policy.violations };
  for (const type of violationTypes) {
    const change = own?.violations[type];
    if (change === undefined) continue;
    const mostMs = catalogue[type].heldForMs * heldForFactors.max;
    violations[type] = milder(policy.violations[type], change, mostMs);
  }
  return { ...withoutAccommodations(policy), violations };
}

/** The policy as everybody may see it: why somebody is judged in another way is told to nobody who need not know. */
export const withoutAccommodations = (policy: Policy): Policy => ({
  ...policy,
  accommodations: {},
});

/**
 * The policy by which an attempt is judged: accommodations applied, and nothing in it to which the student has not
 * agreed. What the exam looks for besides applies to those who begin later.
 */
export const agreedPolicy = (attempt: Pick<Attempt, 'id' | 'consent'>, policy: Policy): Policy =>
  narrowed(policyFor(attempt.id, policy), attempt.consent?.scope ?? null);

function milder(
  rule: ViolationRule,
  { off, thresholdFactor, heldForFactor }: AccommodatedRule,
  mostMs: number,
): ViolationRule {
  return {
    ...rule,
    enabled: rule.enabled && !off,
    heldForMs: Math.min(mostMs, Math.round(rule.heldForMs * heldForFactor)),
    thresholdFactor: Math.min(thresholdFactors.max, rule.thresholdFactor * thresholdFactor),
  };
}
