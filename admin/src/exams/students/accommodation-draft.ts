import {
  accommodatedRuleSchema,
  violationTypes,
  type Accommodation,
  type AccommodatedRule,
  type ViolationType,
} from '@invigil/shared-types';

/** How one detector is to judge one student. */
export type RuleMode = 'as_everybody' | 'milder' | 'off';

export const modeOf = (rule: AccommodatedRule | undefined): RuleMode => {
  if (rule === undefined) return 'as_everybody';
  return rule.off ? 'off' : 'milder';
};

/** What a change of the mode makes of a rule; none where it is as for everybody. */
export function ruleIn(mode: RuleMode): AccommodatedRule | undefined {
  if (mode === 'as_everybody') return undefined;
  const milder = { thresholdFactor: 1.5, heldForFactor: 2 };
  return accommodatedRuleSchema.parse(mode === 'off' ? { off: true } : milder);
}

export function withRule(
  { violations }: Pick<Accommodation, 'violations'>,
  type: ViolationType,
  rule: AccommodatedRule | undefined,
): Accommodation['violations'] {
  const others = Object.entries(violations).filter(([name]) => name !== type);
  return Object.fromEntries(rule === undefined ? others : [...others, [type, rule]]);
}

/** Whether anything is different at all. */
export const isNothing = ({ violations, extraTimeMs, breakMs }: Accommodation): boolean =>
  extraTimeMs === 0 &&
  breakMs === 0 &&
  violationTypes.every((type) => {
    const rule = violations[type];
    return (
      rule === undefined || (!rule.off && rule.thresholdFactor === 1 && rule.heldForFactor === 1)
    );
  });
