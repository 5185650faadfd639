import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceOf } from './irises.ts';

const centre = fc.double({ min: -0.3, max: 0.3, noNaN: true });
const radius = fc.double({ min: 0.2, max: 0.45, noNaN: true });
const by = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const along = fc.double({ min: -1, max: 1, noNaN: true });

describe('moving an iris within its eye', () => {
  it('moves the iris as a whole', () => {
    expect(sourceOf(0.5, 0.1, 0.3, 0.4)).toBeCloseTo(0.1);
    expect(sourceOf(0.3, 0.1, 0.3, 0.4)).toBeCloseTo(-0.1);
  });

  it('leaves the corners where they are', () => {
    expect(sourceOf(-1, 0, 0.3, 0.4)).toBeCloseTo(-1);
    expect(sourceOf(1, 0, 0.3, 0.4)).toBeCloseTo(1);
  });

  it('changes nothing when it does not move', () => {
    fc.assert(
      fc.property(along, centre, radius, (at, middle, size) => {
        expect(sourceOf(at, middle, size, 0)).toBeCloseTo(at);
      }),
    );
  });

  it('takes everything from within the eye, and keeps it in order', () => {
    fc.assert(
      fc.property(along, along, centre, radius, by, (a, b, middle, size, aside) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const from = sourceOf(first, middle, size, aside);
        const to = sourceOf(second, middle, size, aside);
        expect(from).toBeGreaterThanOrEqual(-1 - 1e-9);
        expect(to).toBeLessThanOrEqual(1 + 1e-9);
        expect(to).toBeGreaterThanOrEqual(from - 1e-9);
      }),
    );
  });
});
