import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Allowance, TabAllowances } from './allowance.ts';

const rules = { burst: 3, perSecond: 2 };

it('gives a burst, and then so many a second', () => {
  const allowance = new Allowance(rules);
  expect([0, 0, 0, 0].map((now) => allowance.take(now))).toEqual([true, true, true, false]);
  expect(allowance.waitMs(0)).toBe(500);
  expect([allowance.take(499), allowance.take(500), allowance.take(500)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(allowance.isUnused(1999)).toBe(false);
  expect(allowance.isUnused(2000)).toBe(true);
});

it('never gives more than that, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5000, max: 1000 })), (steps) => {
      const allowance = new Allowance(rules);
      let now = 0;
      let forwards = 0;
      let granted = 0;
      for (const step of steps) {
        now += step;
        forwards += Math.max(0, step);
        if (allowance.take(now)) granted++;
        expect(granted).toBeLessThanOrEqual(rules.burst + (forwards * rules.perSecond) / 1000);
      }
    }),
  );
});

it('counts each tab by itself, says once that one has too much, and forgets the quiet ones', () => {
  const tabs = new TabAllowances(rules);
  const said = Array.from({ length: 5 }, () => tabs.take(1, 0));
  expect(said).toEqual(['granted', 'granted', 'granted', 'refused', 'refused_again']);
  expect(tabs.take(2, 0)).toBe('granted');
  for (let tab = 3; tab < 100; tab++) tabs.take(tab, tab * 10_000);
  expect(tabs.size).toBe(1);
  expect(tabs.take(1, 1_000_000)).toBe('granted');
});
