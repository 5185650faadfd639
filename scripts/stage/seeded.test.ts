import { describe, expect, it } from 'vitest';
import { Seeded } from './seeded.ts';

const some = (seed: number) => {
  const random = new Seeded(seed);
  return Array.from({ length: 1000 }, () => random.next());
};

describe('seeded numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(some(7)).toEqual(some(7));
    expect(some(7)).not.toEqual(some(8));
  });

  it('lie evenly between 0 and 1', () => {
    const values = some(1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1);
  });

  it('choose by weight, and never what weighs nothing', () => {
    const random = new Seeded(3);
    const chosen = Array.from({ length: 1000 }, () =>
      random.weighted([
        ['often', 9],
        ['never', 0],
        ['seldom', 1],
      ]),
    );
    const often = chosen.filter((choice) => choice === 'often').length;
    expect(often).toBeGreaterThan(850);
    expect(often).toBeLessThan(950);
    expect(chosen).not.toContain('never');
  });
});
