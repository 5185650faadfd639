import { describe, expect, it } from 'vitest';
import { accommodationSchema } from './accommodation.ts';
import { defaultPolicy, policySchema, type Policy } from './policy.ts';
import {
  policyDifferences,
  policyPresets,
  presetNames,
  presetOf,
  type PolicyDifference,
} from './policy-presets.ts';

const { light, standard, strict } = policyPresets;

describe('the presets', () => {
  it.each(presetNames)('%s is a policy, and is known as that preset', (name) => {
    expect(policySchema.parse(policyPresets[name])).toEqual(policyPresets[name]);
    expect(presetOf(policyPresets[name])).toBe(name);
  });

  it('standard is the catalogue as it stands', () => {
    expect(standard).toEqual(defaultPolicy);
  });

  it('light looks for less, and for nothing more', () => {
    const differences = policyDifferences(standard, light);
    expect(differences.length).toBeGreaterThan(0);
    for (const difference of differences) {
      if (difference.kind !== 'rule') throw new Error('rules alone');
      if (difference.field === 'enabled') expect(difference.to).toBe(false);
      else expect(Number(difference.to)).toBeGreaterThan(Number(difference.from));
    }
  });

  it('strict looks for more, and asks two people', () => {
    const differences = policyDifferences(standard, strict);
    expect(differences).toContainEqual({ kind: 'value', field: 'reviewers', from: 1, to: 2 });
    for (const difference of differences) {
      if (difference.kind !== 'rule') continue;
      expect(Number(difference.to)).toBeGreaterThan(Number(difference.from));
    }
  });
});

describe('the differences of two policies', () => {
  it('are none between a policy and itself, whatever its version and accommodations', () => {
    const ada = accommodationSchema.parse({ reason: 'x' });
    const other: Policy = { ...standard, version: 9, accommodations: { ada } };
    expect(policyDifferences(standard, other)).toEqual([]);
    expect(presetOf(other)).toBe('standard');
  });

  it('are each thing once, both ways round', () => {
    const { no_face: noFace } = standard.violations;
    const other: Policy = {
      ...standard,
      violations: { ...standard.violations, no_face: { ...noFace, weight: noFace.weight + 1 } },
      contradictionWeight: 3,
      caps: { ...standard.caps, low: 1 },
      levels: { ...standard.levels, likely: 71 },
      video: 'on_demand',
    };
    const there = policyDifferences(standard, other);
    expect(there).toEqual<PolicyDifference[]>([
      {
        ...{ kind: 'rule', type: 'no_face', field: 'weight' },
        ...{ from: noFace.weight, to: noFace.weight + 1 },
      },
      { kind: 'value', field: 'contradictionWeight', from: 15, to: 3 },
      { kind: 'cap', name: 'low', from: standard.caps.low, to: 1 },
      { kind: 'level', name: 'likely', from: 70, to: 71 },
      { kind: 'video', from: 'continuous', to: 'on_demand' },
    ]);
    const back = policyDifferences(other, standard);
    expect(back.map(({ from, to }) => [to, from])).toEqual(there.map(({ from, to }) => [from, to]));
    expect(presetOf(other)).toBeNull();
  });
});
