import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { Comparison } from './comparison.ts';

const rules = config.identity;
const student = Float32Array.of(1, 0, 0);
const stranger = Float32Array.of(0, 1, 0);

describe('comparing faces', () => {
  it('first takes one, in quick looks, and tells it once', () => {
    const comparison = new Comparison(null, rules);
    const told = Array.from({ length: rules.agreeing + 1 }, (_, look) => {
      const now = look * rules.takeEveryMs;
      expect(comparison.isDue(now)).toBe(look < rules.agreeing);
      comparison.looked(now);
      return comparison.add(student);
    });
    expect(told.map(({ taken }) => taken !== null)).toEqual([
      ...Array.from({ length: rules.agreeing - 1 }, () => false),
      true,
      false,
    ]);
    expect(told[rules.agreeing - 1]?.taken).toEqual([1, 0, 0]);
    expect(told.map(({ distance }) => distance)).toEqual([
      ...Array.from({ length: rules.agreeing }, () => null),
      0,
    ]);
  });

  it('then compares, every ten seconds', () => {
    const comparison = new Comparison([...student], rules);
    expect(comparison.isDue(0)).toBe(true);
    comparison.looked(0);
    expect(comparison.add(stranger)).toEqual({ distance: 1, taken: null });
    expect(comparison.isDue(rules.everyMs - 1)).toBe(false);
    expect(comparison.isDue(rules.everyMs)).toBe(true);
  });

  it('never takes another one in place of the first', () => {
    const comparison = new Comparison([...student], rules);
    for (let look = 0; look < 10; look++) {
      expect(comparison.add(stranger)).toEqual({ distance: 1, taken: null });
    }
  });
});
