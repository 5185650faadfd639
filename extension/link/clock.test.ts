import fc from 'fast-check';
import { expect, it } from 'vitest';
import { offsetOf } from './clock.ts';

it('is unknown without a reading', () => {
  expect(offsetOf([])).toBeNull();
});

it('is never wrong by more than half of the quickest answer’s travelling time', () => {
  const leg = fc.integer({ min: 0, max: 3000 });
  const offset = fc.integer({ min: -1e9, max: 1e9 });
  const legs = fc.array(fc.tuple(leg, leg), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(offset, legs, (trueOffset, travels) => {
      const readings = travels.map(([there, back], i) => ({
        sentAt: i * 10_000,
        receivedAt: i * 10_000 + there + back,
        serverTime: i * 10_000 + there + trueOffset,
      }));
      const quickest = Math.min(...travels.map(([there, back]) => there + back));
      expect(Math.abs((offsetOf(readings) ?? NaN) - trueOffset)).toBeLessThanOrEqual(quickest / 2);
    }),
  );
});
