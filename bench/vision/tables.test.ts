import { describe, expect, it } from 'vitest';
import { markdown, percentile } from './tables.ts';

describe('a table', () => {
  it('is as Prettier would write it', () => {
    expect(markdown({ head: ['Name', 'n'], rows: [['a longer one', '12']] })).toBe(
      '| Name         |   n |\n| ------------ | --: |\n| a longer one |  12 |',
    );
  });
});

describe('a percentile', () => {
  it('is a value that was measured, and none of none', () => {
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([3, 1, 2], 1)).toBe(3);
    expect(percentile([], 0.5)).toBeNull();
  });
});
