import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accommodationFactors,
  accommodationSchema,
  type AccommodatedRule,
  type Accommodation,
} from './accommodation.ts';
import { violationTypes, type ViolationType } from './catalogue.ts';
import { policyFor } from './policy-for.ts';
import { defaultPolicy, policySchema, type Policy } from './policy.ts';
import { policies } from './testing/policies.ts';

const rule: fc.Arbitrary<AccommodatedRule> = fc.record({
  off: fc.boolean(),
  thresholdFactor: fc.double({ min: 1, max: accommodationFactors.threshold, noNaN: true }),
  heldForFactor: fc.double({ min: 1, max: accommodationFactors.heldFor, noNaN: true }),
});
const accommodation: fc.Arbitrary<Accommodation> = fc
  .array(fc.tuple(fc.constantFrom(...violationTypes), rule), { maxLength: 8 })
  .map((rules) => accommodationSchema.parse({ violations: Object.fromEntries(rules) }));
const ids = fc.constantFrom('ada', 'bob', 'constructor', 'toString', '-_9');
const accommodated: fc.Arbitrary<Policy> = fc
  .tuple(policies, fc.dictionary(ids, accommodation, { noNullPrototype: true }))
  .map(([policy, accommodations]) => policySchema.parse({ ...policy, accommodations }));
const withRule = (type: ViolationType, change: Partial<AccommodatedRule>): Policy =>
  policySchema.parse({
    ...defaultPolicy,
    accommodations: { ada: { violations: { [type]: change } } },
  });

describe('the policy of one attempt', () => {
  it('is a policy, names nobody, and is the same when it is made again', () => {
    fc.assert(
      fc.property(accommodated, ids, (policy, id) => {
        const own = policyFor(id, policy);
        expect(policySchema.parse(own)).toEqual(own);
        expect(own.accommodations).toEqual({});
        expect(policyFor(id, own)).toEqual(own);
      }),
    );
  });

  it('is never stricter than the exam’s', () => {
    fc.assert(
      fc.property(accommodated, ids, (policy, id) => {
        const own = policyFor(id, policy);
        for (const type of violationTypes) {
          const [before, after] = [policy.violations[type], own.violations[type]];
          expect(after.enabled && !before.enabled).toBe(false);
          expect(after.heldForMs).toBeGreaterThanOrEqual(before.heldForMs);
          expect(after.thresholdFactor).toBeGreaterThanOrEqual(before.thresholdFactor);
          expect([after.ttlMs, after.weight]).toEqual([before.ttlMs, before.weight]);
        }
        const { violations, accommodations } = policy;
        expect({ ...own, violations, accommodations }).toEqual(policy);
      }),
    );
  });

  it('is the exam’s for whom nothing is accommodated, and leaves the exam’s as it is', () => {
    fc.assert(
      fc.property(accommodated, (policy) => {
        const before = structuredClone(policy);
        expect(policyFor('nobody', policy)).toEqual({ ...policy, accommodations: {} });
        policyFor('ada', policy);
        expect(policy).toEqual(before);
      }),
    );
  });

  it('multiplies what the exam asks for, as far as a policy may go', () => {
    const longer = withRule('head_turned', { heldForFactor: 1.5, thresholdFactor: 2 });
    expect(policyFor('ada', longer).violations.head_turned).toMatchObject({
      enabled: true,
      heldForMs: 4500,
      thresholdFactor: 2,
    });
    longer.violations.head_turned.heldForMs = 12_000;
    longer.violations.head_turned.thresholdFactor = 2.5;
    expect(policyFor('ada', longer).violations.head_turned).toMatchObject({
      heldForMs: 12_000,
      thresholdFactor: 3,
    });
    expect(policyFor('bob', longer).violations.head_turned.thresholdFactor).toBe(2.5);
    const off = policyFor('ada', withRule('identity_mismatch', { off: true }));
    expect(off.violations.identity_mismatch.enabled).toBe(false);
  });
});

it.each<[string, unknown]>([
  ['a stricter threshold', { violations: { head_turned: { thresholdFactor: 0.9 } } }],
  ['a shorter holding time', { violations: { head_turned: { heldForFactor: 0.5 } } }],
  ['more than the mildest', { violations: { head_turned: { heldForFactor: 5 } } }],
  ['a misspelt field', { violations: { head_turned: { of: true } } }],
  ['an unknown violation', { violations: { yawning: { off: true } } }],
  ['something else than violations', { violations: {}, caps: { low: 0 } }],
])('%s is no accommodation', (_what, wrong) => {
  expect(accommodationSchema.safeParse(wrong).success).toBe(false);
});
