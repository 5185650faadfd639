import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, RateControl } from './rate.ts';

/** Counts the analyses within ten seconds of a camera of `fps`, each costing `ms`. */
function analysesIn10s(rate: RateControl, fps: number, ms: number): number {
  let count = 0;
  for (let i = 0; i < 10 * fps; i++) {
    if (!rate.isDue((i * 1000) / fps)) continue;
    rate.record(ms);
    count++;
  }
  return count;
}

const settings = { targetRate: 5, coreShare: 0.25 };

describe('RateControl', () => {
  it.each([15, 30, 24, 12.5])(
    'keeps to five a second on a camera of %d pictures a second',
    (fps) => {
      const count = analysesIn10s(new RateControl(settings), fps, 20);
      expect(count).toBeGreaterThanOrEqual(48);
      expect(count).toBeLessThanOrEqual(51);
    },
  );

  it('gives way on a slow machine and keeps to its share of a core', () => {
    const rate = new RateControl(settings);
    const count = analysesIn10s(rate, 15, 200);
    // Two analyses more than the share allows: the first, whose cost nobody knew, and the one under way.
    expect(count * 200).toBeLessThanOrEqual(10_000 * 0.25 + 2 * 200);
    expect(rate.rate).toBeCloseTo(1.25);
    expect(rate.share).toBeCloseTo(0.25);
  });

  it('never aims above its share or its target, whatever the costs', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 5000, noNaN: true })), (costs) => {
        const rate = new RateControl(settings);
        for (const cost of costs) rate.record(cost);
        expect(rate.rate).toBeLessThanOrEqual(5);
        expect(rate.share).toBeLessThanOrEqual(0.25 + 1e-9);
      }),
    );
  });

  it('comes back after a hiccup', () => {
    const rate = new RateControl(settings);
    for (let i = 0; i < 30; i++) rate.record(i === 15 ? 2000 : 25);
    expect(rate.rate).toBe(5);
  });

  it('does not catch up on pictures that never came', () => {
    const rate = new RateControl(settings);
    expect(rate.isDue(0)).toBe(true);
    expect(rate.isDue(10_000)).toBe(true);
    expect(rate.isDue(10_066)).toBe(false);
  });
});

describe('median', () => {
  it('is the middle of an odd and the mean of the two middles of an even number', () => {
    expect(median([])).toBe(0);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
  });
});
