import {
  catalogue,
  labelOf,
  policyDifferences,
  policyPresets,
  presetOf,
  violationTypes,
  type Accommodation,
  type Policy,
  type PolicyDifference,
} from '@invigil/shared-types';
import { count, duration } from '../../referee/index.ts';
import type { Block, Fact } from './document.ts';
import { sentence } from './measured.ts';
import type { Times } from './times.ts';

/** The policy that a student was judged by, against the standard one. */
export function policyBlocks(policy: Policy): Block[] {
  const preset = presetOf(policy);
  const differences = policyDifferences(policyPresets.standard, policy);
  return [
    {
      kind: 'paragraph',
      text: `Version ${policy.version} of the exam’s policy${preset === null ? '' : `, as the preset “${preset}” has it`}.`,
    },
    {
      kind: 'table',
      caption: 'Differences to the standard policy, accommodations included',
      columns: [
        { title: 'What', share: 0.5 },
        { title: 'Standard', share: 0.25 },
        { title: 'Here', share: 0.25 },
      ],
      rows: differences.map(differenceRow),
    },
  ];
}

const fields = {
  enabled: 'looked for',
  heldForMs: 'has to hold for',
  ttlMs: 'counts again after',
  weight: 'points',
  thresholdFactor: 'threshold',
} as const;

function differenceRow(difference: PolicyDifference): string[] {
  switch (difference.kind) {
    case 'rule': {
      const { type, field, from, to } = difference;
      return [`${labelOf(type)}: ${fields[field]}`, ruleValue(field, from), ruleValue(field, to)];
    }
    case 'value': {
      const what =
        difference.field === 'reviewers'
          ? 'People who have to agree on a decision'
          : 'Points where agent and video disagree';
      return [what, String(difference.from), String(difference.to)];
    }
    case 'video':
      return ['Video', difference.from.replace('_', ' '), difference.to.replace('_', ' ')];
    case 'cap':
      return [
        `Most that the ${difference.name} band adds`,
        String(difference.from),
        String(difference.to),
      ];
    case 'level':
      return [
        `Highest score that is “${difference.name}”`,
        String(difference.from),
        String(difference.to),
      ];
  }
}

function ruleValue(field: keyof typeof fields, value: number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (field === 'heldForMs' || field === 'ttlMs') return duration(value);
  return field === 'thresholdFactor' ? `× ${value}` : String(value);
}

/** What was different for this student, and who granted it. */
export function accommodationBlocks(accommodation: Accommodation | null, times: Times): Block[] {
  if (accommodation === null) return [{ kind: 'paragraph', text: 'None.', quiet: true }];
  const { violations, extraTimeMs, breakMs, reason, granted } = accommodation;
  const facts: Fact[] = violationTypes.flatMap((type) => {
    const rule = violations[type];
    if (rule === undefined) return [];
    const changes = rule.off
      ? ['not looked for']
      : [
          ...(rule.thresholdFactor === 1 ? [] : [`threshold × ${rule.thresholdFactor}`]),
          ...(rule.heldForFactor === 1 ? [] : [`holding time × ${rule.heldForFactor}`]),
        ];
    return changes.length === 0
      ? []
      : [{ label: catalogue[type].label, value: `${sentence(changes.join(', '))}.` }];
  });
  if (extraTimeMs > 0) facts.push({ label: 'Extra time', value: duration(extraTimeMs) });
  if (breakMs > 0) facts.push({ label: 'Breaks', value: `${duration(breakMs)} all together` });
  facts.push({ label: 'Reason', value: reason === '' ? 'Not on record.' : reason });
  facts.push({
    label: 'Granted',
    value:
      granted === null
        ? 'By whom is not on record.'
        : `By ${granted.byName}, ${times.full(granted.at)}`,
  });
  return [{ kind: 'facts', facts }];
}

/** How the score is made of its bands: "high 60 (of 75, at most 60) + medium 26". */
export function bandWords(
  bands: readonly { band: string; sum: number; counted: number }[],
): string {
  const parts = bands
    .filter(({ sum }) => sum > 0)
    .toReversed()
    .map(({ band, sum, counted }) =>
      counted < sum
        ? `${band} ${counted} (${count(sum, 'point')}, but no more than ${counted} count)`
        : `${band} ${counted}`,
    );
  return parts.length === 0 ? 'nothing that counts' : parts.join(' + ');
}
