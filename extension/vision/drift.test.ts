import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followDrift, noDrift, type Drift } from './drift.ts';

const minute = 60_000;
const rules = { ms: 5 * minute, near: 10, limit: 8, jumpMs: 2500 };

/** Shows the same deviation for a while, five times a second. */
function follow(deviation: number, forMs: number, from: Drift = noDrift, startAt = 0): Drift {
  let drift = from;
  for (let at = startAt; at <= startAt + forMs; at += 200) {
    drift = followDrift(drift, deviation, at, rules);
  }
  return drift;
}

describe('followDrift', () => {
  it('follows slowly, by an exponential mean', () => {
    expect(follow(6, 10_000).offset).toBeLessThan(0.25);
    expect(follow(6, 5 * minute).offset).toBeCloseTo(6 * (1 - Math.exp(-1)), 2);
    expect(follow(-6, 30 * minute).offset).toBeCloseTo(-6, 1);
  });

  it('goes on from where it has got to, and comes back', () => {
    const there = follow(7, 30 * minute);
    // 14 is 7 from there, though it was too far at first.
    expect(follow(14, 30 * minute, there, 31 * minute).offset).toBe(8);
    expect(Math.abs(follow(0, 30 * minute, there, 31 * minute).offset)).toBeLessThan(0.1);
  });

  it('comes as far at any rate of pictures', () => {
    let slow = noDrift;
    for (let at = 0; at <= 5 * minute; at += 1000) slow = followDrift(slow, 6, at, rules);
    expect(slow.offset).toBeCloseTo(follow(6, 5 * minute).offset, 3);
  });

  it.each([30, -30, 18.1, NaN, Infinity])('never follows one who looks away by %d', (deviation) => {
    expect(follow(deviation, 60 * minute).offset).toBe(0);
    const before = follow(8, 60 * minute);
    expect(follow(deviation, 60 * minute, before, 61 * minute).offset).toBe(before.offset);
  });

  it('never goes beyond its limit, nor in jumps, whatever comes', () => {
    const picture = fc.record({
      deviation: fc.double({ min: -180, max: 180 }),
      afterMs: fc.integer({ min: -5000, max: 5000 }),
    });
    fc.assert(
      fc.property(fc.array(picture, { maxLength: 300 }), (pictures) => {
        let [at, drift] = [0, noDrift];
        for (const { deviation, afterMs } of pictures) {
          at += afterMs;
          const next = followDrift(drift, deviation, at, rules);
          expect(Math.abs(next.offset)).toBeLessThanOrEqual(rules.limit);
          const most = (rules.near * rules.jumpMs) / rules.ms;
          expect(Math.abs(next.offset - drift.offset)).toBeLessThanOrEqual(most);
          drift = next;
        }
      }),
    );
  });

  it('does not heed gaps and jumps of the clock', () => {
    const jump = fc.constantFrom(-3_600_000, 3_600_000, 2501, -1);
    const deviation = fc.integer({ min: -10, max: 10 });
    fc.assert(
      fc.property(jump, deviation, (by, value) => {
        const before = follow(3, minute);
        const after = followDrift(before, value, minute + by, rules);
        expect(after.offset).toBe(before.offset);
        // And goes on from there.
        const next = followDrift(after, value, minute + by + 200, rules);
        expect(Math.sign(next.offset - after.offset)).toBe(
          Math.abs(value - after.offset) > rules.near ? 0 : Math.sign(value - after.offset),
        );
      }),
    );
  });
});
