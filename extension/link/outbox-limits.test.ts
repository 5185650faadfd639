import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inBatches, overLimits } from './outbox-limits.ts';

const limits = { maxClaims: 5, maxBytes: 1000, maxAgeMs: 10_000 };
const parcels = fc.array(
  fc.record({
    claimId: fc.uuid(),
    capturedAt: fc.integer({ min: 0, max: 50_000 }),
    bytes: fc.integer({ min: 1, max: 600 }),
  }),
);

it('keeps the rest within every limit, and drops nothing without need', () => {
  fc.assert(
    fc.property(parcels, (all) => {
      const dropped = new Set(overLimits(all, limits, 50_000));
      const kept = all.filter(({ claimId }) => !dropped.has(claimId));
      expect(kept.length).toBeLessThanOrEqual(limits.maxClaims);
      expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(limits.maxBytes);
      expect(kept.every(({ capturedAt }) => capturedAt >= 40_000)).toBe(true);
      if (all.length <= 1)
        expect(kept).toEqual(all.filter(({ capturedAt }) => capturedAt >= 40_000));
    }),
  );
});

it('lets the oldest go first', () => {
  const all = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ claimId: `c${n}`, capturedAt: n, bytes: 1 }));
  expect(overLimits(all, limits, 10)).toEqual(['c2', 'c1']);
});

it('cuts into batches within both limits, keeping the order and losing nothing', () => {
  const within = { count: 16, bytes: 500 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 80 }), (sizes) => {
      const batches = inBatches(sizes, (size) => size, within);
      expect(batches.flat()).toEqual(sizes);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(within.count);
        const bytes = batch.reduce((sum, size) => sum + size, 0);
        if (batch.length > 1) expect(bytes).toBeLessThanOrEqual(within.bytes);
      }
    }),
  );
  expect(inBatches(Array<number>(40).fill(1), () => 1, within).map(({ length }) => length)).toEqual(
    [16, 16, 8],
  );
});
