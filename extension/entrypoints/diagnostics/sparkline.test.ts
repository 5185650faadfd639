import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline, type Extent, type Point } from './sparkline.ts';

const extent: Extent = {
  from: 0,
  to: 1000,
  low: -10,
  high: 10,
  width: 100,
  height: 40,
  gapMs: 300,
};
const numbers = (path: string) => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

describe('sparkline', () => {
  it('draws the earliest on the left, and the highest above', () => {
    const points = [
      { at: 0, value: -10 },
      { at: 250, value: 0 },
      { at: 500, value: 10 },
    ];
    expect(sparkline(points, extent)).toBe('M0 40L25 20 50 0');
  });

  it('has a gap where nothing was measured, and where no picture came', () => {
    const points: Point[] = [
      { at: 0, value: 0 },
      { at: 100, value: 0 },
      { at: 200, value: null },
      { at: 300, value: 0 },
      { at: 400, value: 0 },
      { at: 701, value: 0 },
      { at: 800, value: 0 },
    ];
    expect(sparkline(points, extent)).toBe('M0 20L10 20M30 20L40 20M70.1 20L80 20');
  });

  it('shows a single point', () => {
    expect(sparkline([{ at: 500, value: 0 }], extent)).toBe('M50 20h0');
  });

  it('draws nothing of nothing', () => {
    expect(sparkline([], extent)).toBe('');
    expect(sparkline([{ at: 1, value: null }], extent)).toBe('');
    expect(sparkline([{ at: -1, value: 1 }], extent)).toBe('');
  });

  it('does not join what time going back has put side by side', () => {
    const points = [
      { at: 500, value: 0 },
      { at: 400, value: 0 },
    ];
    expect(sparkline(points, extent)).toBe('M50 20h0M40 20h0');
  });

  it('keeps the one point that stands out of many', () => {
    const points = Array.from({ length: 5000 }, (_, i) => ({
      at: i / 5,
      value: i === 2517 ? 10 : i === 2520 ? -10 : 0,
    }));
    const path = sparkline(points, extent);
    expect(path).toContain(' 50.3 0 ');
    expect(path).toContain(' 50.4 40 ');
    expect(numbers(path).length).toBeLessThanOrEqual(2 * 4 * 101);
  });

  it('stays within its rectangle and is not longer than it can be seen, whatever the points', () => {
    const point = fc.record({
      at: fc.integer({ min: -2000, max: 4000 }),
      value: fc.option(fc.double({ noNaN: true }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 400 }), (points) => {
        const sorted = [...points].sort((a, b) => a.at - b.at);
        const path = sparkline(sorted, extent);
        const pairs = numbers(path.replaceAll('h0', ''));
        expect(pairs.every(Number.isFinite)).toBe(true);
        for (let i = 0; i < pairs.length; i += 2) {
          expect(pairs[i]).toBeGreaterThanOrEqual(0);
          expect(pairs[i]).toBeLessThanOrEqual(extent.width);
          expect(pairs[i + 1]).toBeGreaterThanOrEqual(0);
          expect(pairs[i + 1]).toBeLessThanOrEqual(extent.height);
        }
      }),
    );
  });
});
