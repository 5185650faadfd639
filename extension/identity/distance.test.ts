import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosineDistance } from './distance.ts';

const number = fc.double({ min: -100, max: 100, noNaN: true });
const descriptor = fc.array(number, { minLength: 8, maxLength: 8 });
/** Short ones are all rounding. */
const proper = descriptor.filter((numbers) => Math.hypot(...numbers) > 1e-3);

describe('the distance of two descriptions', () => {
  it('is the same both ways, and never beyond 0…2', () => {
    fc.assert(
      fc.property(descriptor, descriptor, (a, b) => {
        const distance = cosineDistance(a, b);
        expect(distance).toBe(cosineDistance(b, a));
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('is nothing to itself, brighter or darker, and most to its opposite', () => {
    fc.assert(
      fc.property(proper, fc.double({ min: 0.01, max: 50, noNaN: true }), (a, factor) => {
        const scaled = a.map((value) => value * factor);
        expect(cosineDistance(a, scaled)).toBeCloseTo(0, 9);
        expect(
          cosineDistance(
            a,
            scaled.map((value) => -value),
          ),
        ).toBeCloseTo(2, 9);
      }),
    );
  });

  it('follows the angle between them', () => {
    expect(cosineDistance([1, 0], [0, 3])).toBe(1);
    expect(cosineDistance([1, 0], [1, 1])).toBeCloseTo(1 - Math.SQRT1_2, 12);
  });

  it('is no likeness where one says nothing at all', () => {
    expect(cosineDistance([0, 0], [1, 2])).toBe(1);
    expect(cosineDistance([0, 0], [0, 0])).toBe(1);
  });

  it('is not there for descriptions of two kinds', () => {
    expect(() => cosineDistance([1], [1, 2])).toThrow(RangeError);
  });
});
