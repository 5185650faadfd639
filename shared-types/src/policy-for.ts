import { catalogue, violationTypes } from './catalogue.ts';
import type { AccommodatedRule } from './accommodation.ts';
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
  return { ...policy, violations, accommodations: {} };
}

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
