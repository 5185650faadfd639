import { expect, it } from 'vitest';
import { WakingClock } from './waking-clock.ts';

it('counts the time in which the other clock stood still', () => {
  const clock = new WakingClock(5000);
  expect(clock.at(1000, 1e12)).toBe(1000);
  expect(clock.at(1200, 1e12 + 200)).toBe(1200);
  expect(clock.at(1400, 1e12 + 600_400)).toBe(601_400);
  expect(clock.at(1600, 1e12 + 600_600)).toBe(601_600);
});

it('never goes back, and does not heed small corrections of the wall clock', () => {
  const clock = new WakingClock(5000);
  expect(clock.at(1000, 50_000)).toBe(1000);
  expect(clock.at(2000, 53_000)).toBe(2000);
  expect(clock.at(3000, 10_000)).toBe(3000);
  expect(clock.at(4000, 11_000)).toBe(4000);
});
