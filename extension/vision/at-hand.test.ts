import { describe, expect, it } from 'vitest';
import { atHandOf } from './at-hand.ts';
import { measureReduced } from './reduced.ts';

/** Columns of two grey levels. */
function picture(dark: number, bright: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(40 * 20 * 4);
  return rgba.map((_, i) => ((i >> 2) % 2 === 0 ? dark : bright));
}

describe('atHandOf', () => {
  it('says what a picture is good for before anything looks at it', () => {
    const clear = measureReduced(picture(60, 180), 40, null);
    const usual = { isBlack: false, isUnchanged: false, isJudgeable: true };
    expect(atHandOf(clear)).toEqual(usual);
    const again = measureReduced(picture(60, 180), 40, clear.grey);
    expect(atHandOf(again)).toEqual({ ...usual, isUnchanged: true });
    const dim = measureReduced(picture(10, 40), 40, null);
    expect(atHandOf(dim)).toEqual({ ...usual, isJudgeable: false });
    const black = measureReduced(picture(2, 4), 40, null);
    expect(atHandOf(black)).toEqual({ isBlack: true, isUnchanged: false, isJudgeable: false });
  });
});
