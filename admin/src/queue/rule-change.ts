import {
  catalogue,
  contradictionType,
  heldForFactors,
  isViolationType,
  pageEventCatalogue,
  thresholdFactors,
  type CountedType,
  type PageEventType,
  type Policy,
  type Precision,
  type ViolationType,
} from '@invigil/shared-types';

/** What a policy has a rule for. */
export type RuledType = ViolationType | PageEventType;

export const hasRule = (type: CountedType): type is RuledType => type !== contradictionType;

/** The three things about a rule that spare students what people dismiss. */
export interface RuleChange {
  readonly enabled: boolean;
  readonly heldForMs: number;
  /** Null for what has no threshold. */
  readonly thresholdFactor: number | null;
}

/** What can be chosen of a rule; null for what a type does not have. */
export interface RuleRanges {
  readonly heldForMs: { readonly min: number; readonly max: number; readonly step: number } | null;
  readonly thresholdFactor: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
  } | null;
}

/** Nobody is there, or somebody is: no threshold decides. */
const withoutThreshold: ReadonlySet<CountedType> = new Set(['no_face']);

export function rangesOf(type: RuledType): RuleRanges {
  const { heldForMs } = isViolationType(type) ? catalogue[type] : pageEventCatalogue[type];
  return {
    heldForMs:
      heldForMs === 0
        ? null
        : { min: heldForMs * heldForFactors.min, max: heldForMs * heldForFactors.max, step: 500 },
    thresholdFactor:
      isViolationType(type) && !withoutThreshold.has(type)
        ? { ...thresholdFactors, step: 0.1 }
        : null,
  };
}

/** How a policy has it now. */
export function ruleIn(policy: Policy, type: RuledType): RuleChange {
  if (!isViolationType(type)) {
    const { enabled, heldForMs } = policy.pageEvents[type];
    return { enabled, heldForMs, thresholdFactor: null };
  }
  const { enabled, heldForMs, thresholdFactor } = policy.violations[type];
  return { enabled, heldForMs, thresholdFactor };
}

/** What is suggested, upon how a policy has it now. */
export function suggested(rule: RuleChange, suggestion: Precision['suggestion']): RuleChange {
  switch (suggestion?.kind) {
    case undefined:
      return rule;
    case 'threshold':
      return { ...rule, thresholdFactor: suggestion.factor };
    case 'holding':
      return { ...rule, heldForMs: suggestion.heldForMs };
    case 'off':
      return { ...rule, enabled: false };
  }
}

/** The policy with one rule changed, and nothing else. */
export function withRule(policy: Policy, type: RuledType, change: RuleChange): Policy {
  const { enabled, heldForMs, thresholdFactor } = change;
  if (!isViolationType(type)) {
    const rule = { ...policy.pageEvents[type], enabled, heldForMs };
    return { ...policy, pageEvents: { ...policy.pageEvents, [type]: rule } };
  }
  const before = policy.violations[type];
  const factor = thresholdFactor ?? before.thresholdFactor;
  const rule = { ...before, enabled, heldForMs, thresholdFactor: factor };
  return { ...policy, violations: { ...policy.violations, [type]: rule } };
}
