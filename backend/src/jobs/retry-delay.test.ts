import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { retryDelayMs } from './retry-delay.ts';

const options = { retries: 4, firstDelayMs: 100, delayFactor: 3, longestDelayMs: 1000 };

test('pauses grow up to the longest, and end with the last try', () => {
  const pauses = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(options, attempt, 0));
  expect(pauses).toEqual([100, 300, 900, 1000, null, null]);
});

test('chance shortens a pause by a quarter at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const whole = retryDelayMs(options, attempt, 0) ?? 0;
        const pause = retryDelayMs(options, attempt, random) ?? 0;
        expect(pause).toBeLessThanOrEqual(whole);
        expect(pause).toBeGreaterThanOrEqual(Math.floor(whole * 0.75));
      },
    ),
  );
});

test('a webhook is tried eight times over about a day', () => {
  const { webhook } = readConfig({}).jobs.kinds;
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => retryDelayMs(webhook, attempt, 0));
  expect(pauses.at(-1)).toBeNull();
  const hours = pauses.reduce((sum: number, pause) => sum + (pause ?? 0), 0) / 3_600_000;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(26);
});
