import { describe, expect, it } from 'vitest';
import { faceLuma, networkInput } from './network-input.ts';

/** A square of one colour, with a frame of another around its middle. */
function square(colour: readonly number[], around = colour, side = 8): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: side * side * 4 }, (_, i) => {
    const [x, y] = [(i >> 2) % side, Math.floor((i >> 2) / side)];
    const isMiddle = x >= side / 4 && x < (side * 3) / 4 && y >= side / 4 && y < (side * 3) / 4;
    return [...(isMiddle ? colour : around), 255][i % 4] ?? 0;
  });
}

describe("a face's brightness", () => {
  it('is that of the middle, whatever is around it', () => {
    expect(faceLuma(square([80, 80, 80], [250, 250, 250]))).toBeCloseTo(80, 5);
  });

  it('weighs colours as eyes do', () => {
    expect(faceLuma(square([255, 0, 0]))).toBeCloseTo(76.2, 1);
    expect(faceLuma(square([0, 255, 0]))).toBeCloseTo(149.7, 1);
    expect(faceLuma(square([0, 0, 255]))).toBeCloseTo(29.1, 1);
  });
});

describe('what the network sees', () => {
  it('is blue, green and red, relative to their means', () => {
    const input = networkInput(square([140, 120, 90]));
    // The brightness is 122.6, and brought to 120.
    const gain = 120 / (0.299 * 140 + 0.587 * 120 + 0.114 * 90);
    expect(input.length).toBe(8 * 8 * 3);
    expect(input[0]).toBeCloseTo(90 * gain - 103.939, 3);
    expect(input[1]).toBeCloseTo(120 * gain - 116.779, 3);
    expect(input[2]).toBeCloseTo(140 * gain - 123.68, 3);
  });

  it('is the same in half the light', () => {
    const bright = networkInput(square([140, 120, 90], [60, 40, 20]));
    const dim = networkInput(square([70, 60, 45], [30, 20, 10]));
    expect([...dim]).toEqual([...bright]);
  });

  it('is not brighter than white where the face is dark and the wall is not', () => {
    const input = networkInput(square([30, 30, 30], [240, 240, 240]));
    expect(Math.max(...input)).toBeCloseTo(255 - 103.939, 3);
  });

  it('is a picture of nothing where nothing is to be seen', () => {
    expect(networkInput(square([0, 0, 0])).every(Number.isFinite)).toBe(true);
  });
});
