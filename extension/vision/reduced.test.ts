import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureReduced } from './reduced.ts';

const width = 16;
const height = 9;

/** A grey picture, by a function of the place. */
function picture(level: (x: number, y: number) => number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grey = level(x, y);
      rgba.set([grey, grey, grey, 255], (y * width + x) * 4);
    }
  }
  return rgba;
}
const measure = (rgba: Uint8ClampedArray, before: Float32Array | null = null) =>
  measureReduced(rgba, width, before);

const flat = (grey: number) => picture(() => grey);
const flatOf = (grey: number, w: number, h: number, level: (x: number) => number = () => grey) =>
  new Uint8ClampedArray(
    Array.from({ length: w * h }, (_, i) => [level(i % w), level(i % w), level(i % w), 255]).flat(),
  );
const bars = picture((x) => (x % 4 < 2 ? 40 : 200));
// The same bars, each pixel the mean of its neighbours.
const blurredBars = picture((x) => [40, 40, 80, 160, 200, 200, 160, 80][(x + 2) % 8] ?? 0);

describe('measureReduced', () => {
  it('spans black to white', () => {
    expect(measure(flat(0)).luma).toBe(0);
    expect(measure(flat(255)).luma).toBeCloseTo(255);
    expect(measure(flat(100)).luma).toBeCloseTo(100);
  });

  it('weighs green most and blue least', () => {
    const of = (...colour: number[]) =>
      measureReduced(new Uint8ClampedArray([...colour, 255]), 1, null).luma;
    expect(of(0, 255, 0)).toBeGreaterThan(of(255, 0, 0));
    expect(of(255, 0, 0)).toBeGreaterThan(of(0, 0, 255));
  });

  it('tells a sharp picture from a blurred one, and finds nothing in a flat one', () => {
    expect(measure(flat(120)).sharpness).toBeCloseTo(0);
    expect(measure(bars).sharpness).toBeGreaterThan(5 * measure(blurredBars).sharpness);
  });

  it('says how much the brightness varies over the picture, whatever its place', () => {
    expect(measure(flat(120)).deviation).toBeCloseTo(0);
    expect(measure(bars).deviation).toBeCloseTo(80);
    expect(measure(picture((x) => (x < width / 2 ? 0 : 20))).deviation).toBeCloseTo(10);
  });

  it('is the variance of the Laplacian', () => {
    // Two columns of inner pixels, 4·10 − 10 − 0 − 20 = 10 and 4·0 − 10 − 40 − 0 = −50.
    const rgba = new Uint8ClampedArray(
      [10, 10, 0, 40, 10, 10, 0, 40, 10, 10, 0, 40].flatMap((grey) => [grey, grey, grey, 255]),
    );
    expect(measureReduced(rgba, 4, null).sharpness).toBeCloseTo(900);
  });

  it('says how much has changed since the picture before, if there was one', () => {
    const first = measure(flat(100));
    expect(first.difference).toBeNull();
    expect(measure(flat(100), first.grey).difference).toBe(0);
    expect(measure(flat(103), first.grey).difference).toBeCloseTo(3);
    const oneBar = picture((x) => (x === 0 ? 116 : 100));
    expect(measure(oneBar, first.grey).difference).toBeCloseTo(1);
  });

  it('says how much has changed in a part of it', () => {
    const first = measure(flat(100));
    expect(first.changeIn({ x: 0, y: 0, w: 1, h: 1 })).toBeNull();
    // The left quarter changes by 8, and nothing else.
    const { changeIn, difference } = measure(
      picture((x) => (x < 4 ? 108 : 100)),
      first.grey,
    );
    expect(changeIn({ x: 0, y: 0, w: 1, h: 1 })).toBeCloseTo(difference ?? NaN);
    expect(changeIn({ x: 0, y: 0.2, w: 0.25, h: 0.5 })).toBeCloseTo(8);
    expect(changeIn({ x: 0.125, y: 0, w: 0.25, h: 1 })).toBeCloseTo(4);
    expect(changeIn({ x: 0.5, y: 0, w: 0.5, h: 1 })).toBe(0);
    expect(changeIn({ x: 0.9, y: 0.9, w: 0.5, h: 0.5 })).toBe(0);
    expect(changeIn({ x: 0.5, y: 0.5, w: 0.001, h: 0.5 })).toBeNull();
  });

  it('says what changes where nothing moves', () => {
    const first = measureReduced(flatOf(100, 80, 40), 80, null);
    expect(first.noise).toBeNull();
    // Noise of 2 everywhere, and somebody who moves in half of it.
    const next = measureReduced(
      flatOf(102, 80, 40, (x) => (x < 40 ? 130 : 102)),
      80,
      first.grey,
    );
    expect(next.noise).toBeCloseTo(2);
    expect(next.difference).toBeCloseTo(16);
    expect(measure(flat(100), measure(flat(100)).grey).noise).toBe(0);
  });

  it('stays within what a report may carry, whatever the picture', () => {
    const bytes = fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 });
    fc.assert(
      fc.property(bytes, bytes, (one, two) => {
        const before = measure(new Uint8ClampedArray(one));
        const { luma, deviation, sharpness, difference } = measure(
          new Uint8ClampedArray(two),
          before.grey,
        );
        const limits = [
          [luma, 255] as const,
          [deviation, 128] as const,
          [difference ?? 0, 255] as const,
        ];
        for (const [value, most] of limits) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(most);
        }
        expect(sharpness).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('measures nothing in no picture', () => {
    expect(measureReduced(new Uint8ClampedArray(), width, null)).toMatchObject({
      luma: 0,
      deviation: 0,
      sharpness: 0,
    });
  });
});
