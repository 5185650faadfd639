import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PerAttempt } from './per-attempt.ts';

it('keeps one thing for each attempt', () => {
  const things = new PerAttempt(() => [], 100);
  expect(things.of('a', 0)).toBe(things.of('a', 0));
  expect(things.of('a', 0)).not.toBe(things.of('b', 0));
});

it('forgets what nobody asked for, and only that', () => {
  const things = new PerAttempt(() => [], 100);
  const [a, b] = [things.of('a', 0), things.of('b', 0)];
  expect(things.of('a', 60)).toBe(a);
  expect(things.of('a', 120)).toBe(a);
  expect(things.size).toBe(1);
  expect(things.of('b', 120)).not.toBe(b);
});

it('never holds more than was asked for within the time', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 50 })), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (asked) => {
      const things = new PerAttempt(() => ({}), 100);
      const last = new Map<number, number>();
      let now = 0;
      for (const [attempt, later] of asked) {
        now += later;
        last.set(attempt, now);
        things.of(String(attempt), now);
      }
      const recent = [...last.values()].filter((at) => now - at < 100);
      expect(things.size).toBe(recent.length);
    }),
  );
});
