import { accommodationsSchema } from './accommodation.ts';
import { violationTypes, type ViolationType } from './catalogue.ts';
import { pageEventTypes, type PageEventType } from './page-events.ts';
import { policySchema, type Policy } from './policy.ts';

/** Policies to start from. */
export const presetNames = ['light', 'standard', 'strict'] as const;
export type PresetName = (typeof presetNames)[number];

type Rules = Pick<Policy, 'violations' | 'pageEvents'>;

/** `standard` is the catalogue as it stands. */
export const policyPresets: Readonly<Record<PresetName, Policy>> = {
  light: change(({ violations, pageEvents }) => {
    // What is least certain of a single student is not looked for at all.
    for (const type of ['gaze_away', 'head_turned', 'poor_picture', 'low_light'] as const) {
      violations[type] = { ...violations[type], enabled: false };
    }
    for (const type of ['no_face', 'multiple_faces'] as const) {
      const rule = violations[type];
      violations[type] = { ...rule, heldForMs: rule.heldForMs * 2 };
    }
    pageEvents.focus_lost = { ...pageEvents.focus_lost, enabled: false };
  }),
  standard: change(() => undefined),
  strict: change(({ violations, pageEvents }) => {
    for (const type of ['gaze_away', 'head_turned'] as const) {
      const rule = violations[type];
      violations[type] = { ...rule, weight: rule.weight * 2 };
    }
    for (const type of ['fullscreen_left', 'copy', 'second_display'] as const) {
      pageEvents[type] = { ...pageEvents[type], enabled: true };
    }
  }, 2),
};

function change(edit: (rules: Rules) => void, reviewers: Policy['reviewers'] = 1): Policy {
  const policy = policySchema.parse({ reviewers });
  edit(policy);
  return policySchema.parse(policy);
}

/** One thing in which two policies differ, for people to read. */
export type PolicyDifference =
  | {
      readonly kind: 'rule';
      readonly type: ViolationType | PageEventType;
      readonly field: 'enabled' | 'heldForMs' | 'ttlMs' | 'weight' | 'thresholdFactor';
      readonly from: number | boolean;
      readonly to: number | boolean;
    }
  | {
      readonly kind: 'value';
      readonly field: 'contradictionWeight' | 'reviewers';
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'video'; readonly from: Policy['video']; readonly to: Policy['video'] }
  | {
      readonly kind: 'cap' | 'level';
      readonly name: string;
      readonly from: number;
      readonly to: number;
    };

const ruleFields = ['enabled', 'heldForMs', 'ttlMs', 'weight', 'thresholdFactor'] as const;

/**
 * In what two policies differ, in the order of the catalogue: rules first, then what is about all of them.
 * Accommodations and version numbers are no difference: they belong to one exam. Pure.
 */
export function policyDifferences(from: Policy, to: Policy): PolicyDifference[] {
  return [
    ...violationTypes.flatMap((type) =>
      ruleDifferences(type, from.violations[type], to.violations[type]),
    ),
    ...pageEventTypes.flatMap((type) =>
      ruleDifferences(type, from.pageEvents[type], to.pageEvents[type]),
    ),
    ...(['contradictionWeight', 'reviewers'] as const).flatMap((field): PolicyDifference[] =>
      from[field] === to[field] ? [] : [{ kind: 'value', field, from: from[field], to: to[field] }],
    ),
    ...numbers('cap', from.caps, to.caps),
    ...numbers('level', from.levels, to.levels),
    ...(from.video === to.video
      ? []
      : [{ kind: 'video' as const, from: from.video, to: to.video }]),
  ];
}

function ruleDifferences(
  type: ViolationType | PageEventType,
  from: Partial<Record<(typeof ruleFields)[number], number | boolean>>,
  to: Partial<Record<(typeof ruleFields)[number], number | boolean>>,
): PolicyDifference[] {
  return ruleFields.flatMap((field): PolicyDifference[] => {
    const [before, after] = [from[field], to[field]];
    if (before === undefined || after === undefined || before === after) return [];
    return [{ kind: 'rule', type, field, from: before, to: after }];
  });
}

function numbers(
  kind: 'cap' | 'level',
  from: Readonly<Record<string, number>>,
  to: Readonly<Record<string, number>>,
): PolicyDifference[] {
  return Object.entries(from).flatMap(([name, before]): PolicyDifference[] => {
    const after = to[name];
    return after === undefined || after === before ? [] : [{ kind, name, from: before, to: after }];
  });
}

/** The preset that a policy is, apart from accommodations and version; null where it is none of them. */
export function presetOf(policy: Policy): PresetName | null {
  const bare: Policy = { ...policy, accommodations: accommodationsSchema.parse({}) };
  return (
    presetNames.find((name) => policyDifferences(policyPresets[name], bare).length === 0) ?? null
  );
}
