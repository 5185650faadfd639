import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyOf, counted, nothing, precisionOf, reaches, recallOf, together } from './score.ts';

const counts = fc.record({
  right: fc.nat(50),
  wrong: fc.nat(50),
  missed: fc.nat(50),
  quiet: fc.nat(50),
});

describe('counting answers', () => {
  it('knows the four kinds', () => {
    const all = (['yes', 'no'] as const).flatMap((expected) =>
      [true, false].map((claimed) => counted(nothing, expected, claimed)),
    );
    expect(all).toEqual([
      { ...nothing, right: 1 },
      { ...nothing, missed: 1 },
      { ...nothing, wrong: 1 },
      { ...nothing, quiet: 1 },
    ]);
  });

  it('leaves out what nobody can tell', () => {
    expect(counted(nothing, 'open', true)).toEqual(nothing);
    expect(counted(nothing, 'open', false)).toEqual(nothing);
  });

  it('says nothing where there is nothing to say', () => {
    expect(precisionOf({ ...nothing, missed: 3 })).toBeNull();
    expect(recallOf({ ...nothing, wrong: 3 })).toBeNull();
    expect(accuracyOf(nothing)).toBeNull();
  });

  it('has precision by what was claimed, and recall by what was there', () => {
    const some = { right: 3, wrong: 1, missed: 2, quiet: 4 };
    expect(precisionOf(some)).toBe(0.75);
    expect(recallOf(some)).toBe(0.6);
    expect(accuracyOf(some)).toBe(0.7);
  });

  it('reaches a goal only with both', () => {
    expect(reaches({ right: 19, wrong: 1, missed: 1, quiet: 0 }, 0.95)).toBe(true);
    expect(reaches({ right: 19, wrong: 2, missed: 0, quiet: 0 }, 0.95)).toBe(false);
    expect(reaches({ right: 19, wrong: 0, missed: 2, quiet: 0 }, 0.95)).toBe(false);
  });

  it('adds up to a share between those of its parts', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const shares = [accuracyOf(a), accuracyOf(b)].filter((share) => share !== null);
        const both = accuracyOf(together([a, b]));
        if (shares.length < 2 || both === null) return;
        expect(both).toBeGreaterThanOrEqual(Math.min(...shares) - 1e-9);
        expect(both).toBeLessThanOrEqual(Math.max(...shares) + 1e-9);
      }),
    );
  });
});
