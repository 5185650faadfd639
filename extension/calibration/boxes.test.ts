import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inMirror, isSameFace } from './boxes.ts';

const box = { x: 0.4, y: 0.3, w: 0.2, h: 0.4 };

describe('isSameFace', () => {
  it.each([
    ['the same box', box, true],
    ['a smaller one within', { x: 0.45, y: 0.4, w: 0.1, h: 0.2 }, true],
    ['one that is a little aside', { ...box, x: 0.48 }, true],
    ['one beside it', { ...box, x: 0.61 }, false],
    ['one that only touches', { ...box, x: 0.55, y: 0.6 }, false],
  ])('%s', (_, other, same) => {
    expect(isSameFace(box, other)).toBe(same);
    expect(isSameFace(other, box)).toBe(same);
  });
});

describe('inMirror', () => {
  const wide = { width: 640, height: 360 };

  it('turns left and right round, as a mirror does', () => {
    const place = inMirror({ x: 0.1, y: 0.2, w: 0.2, h: 0.3 }, wide, { width: 16, height: 9 });
    expect(place?.x).toBeCloseTo(0.7);
    expect(place?.y).toBeCloseTo(0.2);
    expect([place?.w, place?.h]).toEqual([expect.closeTo(0.2), expect.closeTo(0.3)]);
  });

  it('goes by what is cut off', () => {
    // Of 640×480 in 16:9, an eighth is cut off above and below.
    const view = { width: 16, height: 9 };
    const place = inMirror({ x: 0, y: 0.125, w: 1, h: 0.375 }, { width: 640, height: 480 }, view);
    expect(place?.y).toBeCloseTo(0);
    expect(place?.h).toBeCloseTo(0.5);
    // Upright pictures lose more.
    const upright = { width: 360, height: 640 };
    expect(inMirror({ x: 0.4, y: 0, w: 0.2, h: 0.2 }, upright, view)).toBeNull();
  });

  it('never leaves the view', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const size = fc.record({
      width: fc.integer({ min: 1, max: 4000 }),
      height: fc.integer({ min: 1, max: 4000 }),
    });
    fc.assert(
      fc.property(
        fc.tuple(share, share, share, share),
        size,
        size,
        ([x, y, w, h], picture, view) => {
          const place = inMirror({ x, y, w: w * (1 - x), h: h * (1 - y) }, picture, view);
          if (place === null) return;
          expect(Math.min(place.x, place.y, place.w, place.h)).toBeGreaterThanOrEqual(0);
          expect(Math.max(place.x + place.w, place.y + place.h)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });
});
