import {
  policyDifferences,
  policyPresets,
  policySchema,
  presetNames,
  type Policy,
  type PolicyDifference,
  type PresetName,
} from '@invigil/shared-types';

/** What of a policy is set on its page: not its number, and not what is different for single students. */
export type PolicyRules = Omit<Policy, 'version' | 'accommodations'>;

export function rulesOf({
  version: _version,
  accommodations: _ours,
  ...rules
}: Policy): PolicyRules {
  return rules;
}

/** As a policy, for what compares and checks whole ones. */
const bare = (rules: PolicyRules): Policy => ({ ...rules, version: 1, accommodations: {} });

/** The preset that a policy is closest to, and in what it differs from it. */
export function closestPreset(rules: PolicyRules): {
  readonly preset: PresetName;
  readonly differences: readonly PolicyDifference[];
} {
  const [first, ...others] = presetNames.map((preset) => ({
    preset,
    differences: differencesFrom(preset, rules),
  }));
  return others.reduce(
    (best, next) => (next.differences.length < best.differences.length ? next : best),
    first ?? { preset: 'standard', differences: [] },
  );
}

export const differencesFrom = (preset: PresetName, rules: PolicyRules): PolicyDifference[] =>
  policyDifferences(policyPresets[preset], bare(rules));

/** What the rules may not be all together, though each number is in its range. */
export type PolicyProblem = 'caps_order' | 'levels_order' | 'low_not_clear' | 'invalid';

export function policyProblems(rules: PolicyRules): PolicyProblem[] {
  const { caps, levels } = rules;
  const found: PolicyProblem[] = [];
  if (caps.low > caps.medium || caps.medium > caps.high || caps.high > caps.critical) {
    found.push('caps_order');
  }
  if (levels.clear >= levels.look || levels.look >= levels.likely) found.push('levels_order');
  if (caps.low > levels.clear) found.push('low_not_clear');
  if (found.length === 0 && !policySchema.safeParse(bare(rules)).success) found.push('invalid');
  return found;
}
