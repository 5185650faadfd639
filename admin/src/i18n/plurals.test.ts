import { describe, expect, it } from 'vitest';
import { asInArabic, asInEnglish } from './plurals.ts';

describe('the form that a number takes', () => {
  it.each([
    [0, 2, 1],
    [1, 2, 0],
    [2, 2, 1],
    [0, 3, 0],
    [1, 3, 1],
    [9, 3, 2],
  ])('of %d among %d in English is %d', (count, forms, form) => {
    expect(asInEnglish(count, forms)).toBe(form);
    expect(asInArabic(count, forms)).toBe(form);
  });

  it.each([
    [0, 4, 3],
    [1, 4, 0],
    [2, 4, 1],
    [3, 4, 2],
    [10, 4, 2],
    [11, 4, 3],
    [100, 4, 3],
    [103, 4, 2],
    [99, 5, 3],
    [100, 5, 4],
    [0, 5, 4],
    [0, 6, 0],
    [1, 6, 1],
    [102, 6, 5],
  ])('of %d among %d in Arabic is %d', (count, forms, form) => {
    expect(asInArabic(count, forms)).toBe(form);
  });
});
