import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CaptureClock } from './capture-clock.ts';

const rules = { clockDrift: 0.001, sleptMs: 5000 };

it('says how much longer a picture took than the quickest', () => {
  const clock = new CaptureClock(rules);
  // The camera's clock began 1 000 ms after this one; delivery takes 20 ms, and 320 for the last.
  const ages = [20, 20, 70, 20, 320].map((took, i) => {
    const captured = i * 66;
    return Math.round(clock.ageOf(captured * 1000, 1000 + captured + took));
  });
  expect(ages).toEqual([0, 0, 50, 0, 300]);
});

it('follows a camera’s clock that runs slower than this one', () => {
  const clock = new CaptureClock(rules);
  let age = 0;
  for (let i = 0; i < 60_000; i++) age = clock.ageOf(i * 66_000 * (1 - 50e-6), i * 66);
  expect(age).toBeLessThan(1);
});

it('does not call a picture ten minutes old after a sleep, whichever clock stood still', () => {
  const clock = new CaptureClock(rules);
  clock.ageOf(0, 0);
  expect(clock.ageOf(66_000, 600_000)).toBe(0);
  expect(clock.ageOf(132_000, 600_066)).toBe(0);
  expect(clock.ageOf(600_000_000_000, 600_132)).toBe(0);
  expect(Math.round(clock.ageOf(600_000_066_000, 600_298))).toBe(100);
});

it('knows nothing of another camera, nor of one that stamps all pictures alike', () => {
  const clock = new CaptureClock(rules);
  clock.ageOf(0, 0);
  clock.forget();
  expect(clock.ageOf(1e12, 3000)).toBe(0);
  for (let i = 0; i < 10; i++) expect(clock.ageOf(1e12, 3000 + i * 66)).toBe(0);
});

it('is never negative, never absurd, whatever comes', () => {
  const picture = fc.tuple(
    fc.integer({ min: -1e12, max: 1e12 }),
    fc.double({ min: 0, max: 1e9, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(picture), (pictures) => {
      const clock = new CaptureClock(rules);
      for (const [stamp, now] of pictures) {
        const age = clock.ageOf(stamp, now);
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThan(rules.sleptMs);
      }
    }),
  );
});
