import fc from 'fast-check';
import { expect, it } from 'vitest';
import { config } from '../config.ts';
import { doneShare, plan, planMs, type PlannedDot } from './plan.ts';

it('takes eight seconds: the middle, then each corner', () => {
  expect(planMs).toBe(8000);
  expect(plan.map(({ id }) => id)).toEqual([
    'middle',
    'top_left',
    'top_right',
    'bottom_right',
    'bottom_left',
  ]);
});

it('leaves time to look after the eyes have travelled', () => {
  for (const { ms } of plan) expect(ms).toBeGreaterThan(2 * config.calibration.settleMs);
});

const dot: PlannedDot = { id: 'middle', ms: 2000, looks: 4, mostMs: 6000 };

it.each([
  [0, 0, 0],
  [1000, 4, 0.5],
  [2000, 4, 1],
  [2000, 1, 0.4],
  [5999, 3, 0.8],
  [6000, 0, 1],
])('after %i ms with %i looks it is done to %f', (forMs, looks, share) => {
  expect(doneShare(dot, forMs, looks)).toBeCloseTo(share);
});

it('is done with time and looks, or when it has waited long enough, and never before', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 9000 }), fc.nat(20), (forMs, looks) => {
      const share = doneShare(dot, forMs, looks);
      expect(share).toBeGreaterThanOrEqual(0);
      const isDone = (forMs >= dot.ms && looks >= dot.looks) || forMs >= dot.mostMs;
      expect(share === 1).toBe(isDone);
    }),
  );
});
