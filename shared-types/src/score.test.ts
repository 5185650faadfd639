import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandCaps, bands, catalogue, violationTypes } from './catalogue.ts';
import { bandOf, countedTypes, defaultPolicy } from './policy.ts';
import { levelOf, levels, score, type Counts } from './score.ts';
import { policies } from './testing/policies.ts';

const counts: fc.Arbitrary<Counts> = fc.record(
  Object.fromEntries(countedTypes.map((type) => [type, fc.nat({ max: 200 })])),
  { requiredKeys: [] },
);

describe('the score', () => {
  it.each([
    [{}, 0, 'clear'],
    [{ head_turned: 2 }, 6, 'clear'],
    [{ head_turned: 100 }, 15, 'clear'],
    [{ head_turned: 2, gaze_away: 3, low_light: 2, poor_picture: 1 }, 15, 'clear'],
    [{ no_face: 1 }, 8, 'clear'],
    [{ no_face: 1, camera_blackout: 1 }, 18, 'look'],
    [{ no_face: 9, camera_blackout: 9 }, 35, 'look'],
    [{ page_hidden: 2, paste: 2 }, 16, 'look'],
    [{ page_hidden: 50, paste: 50, second_display: 50 }, 35, 'look'],
    [{ multiple_faces: 3 }, 45, 'likely'],
    [{ multiple_faces: 100 }, 60, 'likely'],
    [{ agent_contradicted: 1 }, 15, 'clear'],
    [{ identity_mismatch: 1 }, 40, 'look'],
    [{ identity_mismatch: 2 }, 80, 'severe'],
    [{ multiple_faces: 4, no_face: 5 }, 95, 'severe'],
    [{ multiple_faces: 99, no_face: 99, head_turned: 99 }, 100, 'severe'],
  ])('of %j is %d, %s', (violations, value, level) => {
    expect(score(violations)).toMatchObject({ value, level, policyVersion: 1 });
  });

  it('is a whole number from 0 to 100 and never more than its bands add up to', () => {
    fc.assert(
      fc.property(counts, policies, (violations, policy) => {
        const { value, bands: shares } = score(violations, policy);
        const sum = shares.reduce((total, { counted }) => total + counted, 0);
        expect(Number.isInteger(value)).toBe(true);
        expect(value).toBe(Math.min(100, sum));
      }),
    );
  });

  it('counts no band above its cap', () => {
    fc.assert(
      fc.property(counts, policies, (violations, policy) => {
        for (const { band, sum, counted } of score(violations, policy).bands) {
          expect(counted).toBe(Math.min(sum, policy.caps[band]));
        }
      }),
    );
  });

  it('never falls when one more counts', () => {
    fc.assert(
      fc.property(
        counts,
        fc.constantFrom(...countedTypes),
        policies,
        (violations, type, policy) => {
          const more = { ...violations, [type]: (violations[type] ?? 0) + 1 };
          expect(score(more, policy).value).toBeGreaterThanOrEqual(score(violations, policy).value);
        },
      ),
    );
  });

  it('does not depend on the order in which violations are named', () => {
    fc.assert(
      fc.property(counts, policies, (violations, policy) => {
        const reversed = Object.fromEntries(Object.entries(violations).reverse());
        expect(score(reversed, policy)).toEqual(score(violations, policy));
      }),
    );
  });

  it('is equal for equal counts, and says under which policy it was made', () => {
    fc.assert(
      fc.property(counts, policies, (violations, policy) => {
        expect(score({ ...violations }, structuredClone(policy))).toEqual(
          score(violations, policy),
        );
        expect(score(violations, policy).policyVersion).toBe(policy.version);
      }),
    );
  });

  it('stays clear however many events of the low band there are, under every policy', () => {
    const mild = countedTypes.filter((type) => bandOf(type) === 'low');
    expect(mild.length).toBeGreaterThan(4);
    const glances = fc.record(Object.fromEntries(mild.map((type) => [type, fc.nat()])));
    fc.assert(
      fc.property(glances, policies, (violations, policy) => {
        expect(score(violations, policy).level).toBe('clear');
      }),
    );
  });
});

describe('the levels', () => {
  it.each([
    [0, 'clear'],
    [15, 'clear'],
    [16, 'look'],
    [40, 'look'],
    [41, 'likely'],
    [70, 'likely'],
    [71, 'severe'],
    [100, 'severe'],
  ])('%d is %s', (value, level) => {
    expect(levelOf(value)).toBe(level);
  });

  it('rise with the score, under every policy', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const ranks = Array.from({ length: 101 }, (_, value) =>
          levels.indexOf(levelOf(value, policy)),
        );
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the catalogue', () => {
  it('is the one that was agreed', () => {
    expect(
      violationTypes.map((type) => {
        const { heldForMs, ttlMs, band, weight } = catalogue[type];
        return [type, heldForMs / 1000, ttlMs / 1000, band, weight];
      }),
    ).toEqual([
      ['multiple_faces', 1.5, 45, 'high', 15],
      ['no_face', 3, 30, 'medium', 8],
      ['camera_blackout', 2, 15, 'medium', 10],
      ['head_turned', 3, 20, 'low', 3],
      ['gaze_away', 4, 20, 'low', 2],
      ['low_light', 8, 60, 'low', 1],
      ['poor_picture', 8, 60, 'low', 1],
      ['identity_mismatch', 0, 120, 'critical', 40],
    ]);
    expect(catalogue.identity_mismatch.checks).toEqual({ failed: 3, of: 5 });
    expect(defaultPolicy.levels).toEqual({ clear: 15, look: 40, likely: 70 });
  });

  it.each(violationTypes)('%s is complete and in a band', (type) => {
    const entry = catalogue[type];
    expect(bands).toContain(entry.band);
    expect(entry.weight).toBeGreaterThan(0);
    expect(entry.weight).toBeLessThanOrEqual(bandCaps[entry.band]);
    // Another claim of the type takes longer to be let through than to hold: none is lost in between.
    expect(entry.ttlMs).toBeGreaterThan(entry.heldForMs);
    for (const text of [entry.label, entry.warningTitle, entry.warningText]) {
      expect(text).toMatch(/^[A-Z]/);
    }
  });

  it('has caps that rise with the band', () => {
    const caps = bands.map((band) => bandCaps[band]);
    expect(caps).toEqual(caps.toSorted((a, b) => a - b));
  });
});
