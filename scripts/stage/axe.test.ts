import { describe, expect, it } from 'vitest';
import { describeViolation } from './axe.ts';

describe('a violation of an accessibility rule', () => {
  it('says which rule, where, and what is wrong there', () => {
    const told = describeViolation({
      id: 'color-contrast',
      impact: 'serious',
      help: 'Elements must meet minimum color contrast ratio thresholds',
      nodes: [
        {
          target: ['.tile > p'],
          failureSummary: 'Fix any of the following:\n  Contrast of 2.1\n  Expected 4.5',
        },
        { target: ['#app', 'button'] },
      ],
    });
    expect(told.split('\n')).toEqual([
      'color-contrast (serious): Elements must meet minimum color contrast ratio thresholds',
      '  .tile > p: Contrast of 2.1; Expected 4.5',
      '  #app button: ',
    ]);
  });
});
