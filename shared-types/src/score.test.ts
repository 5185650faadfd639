import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandCaps, bands, catalogue, violationTypes } from './catalogue.ts';
import { levelOf, levels, score, type ViolationCounts } from './score.ts';

const counts: fc.Arbitrary<ViolationCounts> = fc.record(
  Object.fromEntries(violationTypes.map((type) => [type, fc.nat({ max: 200 })])),
  { requiredKeys: [] },
);

describe('the score', () => {
  it.each([
    [{}, 0, 'clear'],
    [{ head_turned: 2 }, 6, 'clear'],
    [{ head_turned: 100 }, 15, 'clear'],
    [{ no_face: 1 }, 8, 'clear'],
    [{ no_face: 1, camera_blackout: 1 }, 18, 'look'],
    [{ no_face: 9, camera_blackout: 9 }, 35, 'look'],
    [{ multiple_faces: 3 }, 45, 'likely'],
    [{ multiple_faces: 100 }, 60, 'likely'],
    [{ multiple_faces: 4, no_face: 5 }, 95, 'severe'],
    [{ multiple_faces: 99, no_face: 99, head_turned: 99 }, 100, 'severe'],
  ])('of %j is %d, %s', (violations, value, level) => {
    expect(score(violations)).toMatchObject({ value, level });
  });

  it('is a whole number from 0 to 100 and never more than its bands add up to', () => {
    fc.assert(
      fc.property(counts, (violations) => {
        const { value, bands: shares } = score(violations);
        const sum = shares.reduce((total, { counted }) => total + counted, 0);
        expect(Number.isInteger(value)).toBe(true);
        expect(value).toBe(Math.min(100, sum));
      }),
    );
  });

  it('counts no band above its cap', () => {
    fc.assert(
      fc.property(counts, (violations) => {
        for (const { band, sum, counted } of score(violations).bands) {
          expect(counted).toBe(Math.min(sum, bandCaps[band]));
        }
      }),
    );
  });

  it('never falls when one more violation counts', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(...violationTypes), (violations, type) => {
        const more = { ...violations, [type]: (violations[type] ?? 0) + 1 };
        expect(score(more).value).toBeGreaterThanOrEqual(score(violations).value);
      }),
    );
  });

  it('does not depend on the order in which violations are named', () => {
    fc.assert(
      fc.property(counts, (violations) => {
        const reversed = Object.fromEntries(Object.entries(violations).reverse());
        expect(score(reversed)).toEqual(score(violations));
      }),
    );
  });

  it('stays clear however many mild violations there are', () => {
    const mild = violationTypes.filter((type) => catalogue[type].band === 'low');
    expect(mild).not.toEqual([]);
    fc.assert(
      fc.property(fc.nat(), (count) => {
        const violations = Object.fromEntries(mild.map((type) => [type, count]));
        expect(score(violations).level).toBe('clear');
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

  it('rise with the score', () => {
    const ranks = Array.from({ length: 101 }, (_, value) => levels.indexOf(levelOf(value)));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });
});

describe('the catalogue', () => {
  it.each(violationTypes)('%s is complete and in a band', (type) => {
    const entry = catalogue[type];
    expect(bands).toContain(entry.band);
    expect(entry.weight).toBeGreaterThan(0);
    expect(entry.weight).toBeLessThanOrEqual(bandCaps[entry.band]);
    // Another claim of the type takes longer to hold than to be suppressed: none is lost in between.
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
