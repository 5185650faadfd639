import { describe, expect, it } from 'vitest';
import { meanLuma, noisy, repainted, type Picture } from './picture.ts';

const grey: Picture = { width: 64, height: 64, rgb: new Uint8Array(64 * 64 * 3).fill(120) };

describe('noise', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(noisy(grey, 3, 1.5)).toEqual(noisy(grey, 3, 1.5));
    expect(noisy(grey, 3, 1.5)).not.toEqual(noisy(grey, 4, 1.5));
  });

  it('has the deviation that was asked for, and leaves the brightness', () => {
    const levels = [...noisy(grey, 1, 4).rgb].map((level) => level - 120);
    const deviation = Math.sqrt(levels.reduce((sum, each) => sum + each * each, 0) / levels.length);
    expect(deviation).toBeGreaterThan(3.6);
    expect(deviation).toBeLessThan(4.4);
    expect(meanLuma(noisy(grey, 1, 4))).toBeCloseTo(120, 0);
  });
});

describe('painting a picture anew', () => {
  it('keeps levels within 0 and 255', () => {
    const bright = repainted(grey, (x, _y, at) => [at(0) + 900, at(1) - 900, x]);
    expect([...bright.rgb.subarray(0, 6)]).toEqual([255, 0, 0, 255, 0, 1]);
  });
});
