import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineThrough } from './line.ts';

it('finds the line on which all points are', () => {
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(number, number, (at0, at1) => {
      const points = [0, 0.2, 0.7, 1].map((x) => [x, at0 + (at1 - at0) * x] as const);
      const line = lineThrough(points);
      expect(line?.at0).toBeCloseTo(at0, 6);
      expect(line?.at1).toBeCloseTo(at1, 6);
      expect(line?.stray).toBeCloseTo(0, 6);
    }),
  );
});

it('goes between points that stray, and says by how much', () => {
  expect(
    lineThrough([
      [0, 1],
      [0, -1],
      [1, 3],
      [1, 1],
    ]),
  ).toEqual({ at0: 0, at1: 2, stray: 1 });
});

it('knows no line through a single place', () => {
  expect(lineThrough([])).toBeNull();
  expect(lineThrough([[0.5, 1]])).toBeNull();
  expect(
    lineThrough([
      [0.5, 1],
      [0.5, 2],
    ]),
  ).toBeNull();
});
