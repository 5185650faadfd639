import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosineDistance } from './distance.ts';
import { nothingTaken, take } from './reference.ts';

const rules = { agreeing: 4, agreeWithin: 0.25 };

/** Descriptions by the direction that they point to, so that a distance is an angle. Degrees. */
const pointing = (degrees: number, length = 1) =>
  Float32Array.of(
    length * Math.cos((degrees * Math.PI) / 180),
    length * Math.sin((degrees * Math.PI) / 180),
  );

function takeAll(descriptors: readonly Float32Array[]): (Float32Array | null)[] {
  let taking = nothingTaken;
  return descriptors.map((descriptor) => {
    const step = take(taking, descriptor, rules);
    taking = step.taking;
    return step.reference;
  });
}

describe('the face to compare with', () => {
  it('is the middle of the first descriptions that agree', () => {
    const taken = takeAll([pointing(10), pointing(20), pointing(0), pointing(10)]);
    expect(taken.slice(0, 3)).toEqual([null, null, null]);
    expect(cosineDistance(taken[3] ?? [], pointing(10))).toBeCloseTo(0, 6);
  });

  it('is not moved by the one that was taken in the brightest light', () => {
    const taken = takeAll([pointing(0, 40), pointing(20), pointing(20), pointing(0)]);
    expect(cosineDistance(taken[3] ?? [], pointing(10))).toBeCloseTo(0, 6);
  });

  it('is begun anew by one that disagrees, with that one as the first', () => {
    const other = pointing(90);
    const taken = takeAll([pointing(0), pointing(0), pointing(0), other, other, other, other]);
    expect(taken.map((reference) => reference !== null)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(cosineDistance(taken[6] ?? [], other)).toBeCloseTo(0, 6);
  });

  it('does not creep from one person to another by small steps', () => {
    // Each is near the one before, and the fourth is far from the first.
    expect(takeAll([0, 30, 60, 90].map((degrees) => pointing(degrees)))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('never mixes two people, in whatever order they come', () => {
    const people = [pointing(0), pointing(80)];
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1 }), { maxLength: 30 }), (order) => {
        for (const reference of takeAll(order.map((who) => people[who] ?? pointing(0)))) {
          if (reference === null) continue;
          expect(Math.min(...people.map((one) => cosineDistance(one, reference)))).toBeCloseTo(
            0,
            6,
          );
        }
      }),
    );
  });
});
