import { describe, expect, it } from 'vitest';
import { floatsOf } from './half.ts';

const floatOf = (half: number) => floatsOf(Uint16Array.of(half))[0];

describe('a number of half precision', () => {
  it.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    // The largest there is, the smallest with an exponent, and the smallest of all.
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('%i is %d', (half, value) => {
    expect(floatOf(half)).toBe(value);
  });

  it('grows with its bits, on both sides of nothing', () => {
    const values = floatsOf(Uint16Array.from({ length: 0x7c00 }, (_, half) => half));
    expect(values.every((value, i) => i === 0 || value > (values[i - 1] ?? NaN))).toBe(true);
    const negative = floatsOf(Uint16Array.from({ length: 0x7c00 }, (_, half) => half | 0x8000));
    expect(negative.every((value, i) => value === -(values[i] ?? NaN))).toBe(true);
  });
});
