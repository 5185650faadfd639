import { countedTypes, defaultPolicy, policySchema, score } from '@invigil/shared-types';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { claimedScore } from './claimed-score.ts';

const counts = fc
  .array(fc.nat({ max: 4 }), { minLength: countedTypes.length, maxLength: countedTypes.length })
  .map((numbers) => Object.fromEntries(countedTypes.map((type, i) => [type, numbers[i] ?? 0])));

it('is never below the score of what is claimed, nor of what is confirmed', () => {
  fc.assert(
    fc.property(counts, counts, (claimed, confirmed) => {
      const withAll = policySchema.parse({
        ...defaultPolicy,
        pageEvents: Object.fromEntries(
          Object.entries(defaultPolicy.pageEvents).map(([type, rule]) => [
            type,
            { ...rule, enabled: true },
          ]),
        ),
      });
      const value = claimedScore(claimed, confirmed, withAll);
      expect(value).toBeGreaterThanOrEqual(score(claimed, withAll).value);
      expect(value).toBeGreaterThanOrEqual(score(confirmed, withAll).value);
    }),
  );
});

it('leaves out what the exam no longer looks for, unless it is confirmed', () => {
  const off = { ...defaultPolicy.violations.no_face, enabled: false };
  const violations = { ...defaultPolicy.violations, no_face: off };
  const policy = { ...defaultPolicy, violations };
  expect(claimedScore({ no_face: 2, head_turned: 1 }, {}, policy)).toBe(3);
  expect(claimedScore({}, { no_face: 1, agent_contradicted: 1 }, policy)).toBe(23);
});

it('leaves out what a detector claimed that has switched itself off, unless it is confirmed', () => {
  const claimed = { gaze_away: 3, head_turned: 1 };
  expect(claimedScore(claimed, {}, defaultPolicy, ['gaze_away'])).toBe(3);
  expect(claimedScore(claimed, { gaze_away: 1 }, defaultPolicy, ['gaze_away'])).toBe(5);
});
