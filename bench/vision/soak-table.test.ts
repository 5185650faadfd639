import { describe, expect, it } from 'vitest';
import { growthMbPerHour, minuteRows, soakVerdict, type Minute } from './soak-table.ts';

const minute = (memoryMb: number | null, claims = 0): Minute => ({
  ...{ memoryMb, claims, rate: 5, looksShare: 0.12, coreShare: 0.2 },
});

describe('growth of memory', () => {
  it('is the slope, without the minutes in which things are loaded', () => {
    const growing = [900, 100, 300, 301, 302, 303].map((mb) => minute(mb));
    expect(growthMbPerHour(growing)).toBeCloseTo(60);
    expect(growthMbPerHour([900, 100, 300, 300, 300].map((mb) => minute(mb)))).toBeCloseTo(0);
  });

  it('is not told from too little', () => {
    expect(growthMbPerHour([1, 2, 3, 4].map((mb) => minute(mb)))).toBeNull();
    expect(growthMbPerHour([1, 2, 3, null, 4].map((mb) => minute(mb)))).toBeNull();
  });
});

describe('the verdict', () => {
  it('says so when memory grows or something was claimed', () => {
    const leaking = [1, 2, 300, 310, 320].map((mb) => minute(mb));
    expect(soakVerdict(leaking)).toContain('NOT flat');
    expect(soakVerdict([...leaking, minute(330, 2)])).toContain('2 claims');
    expect(soakVerdict([1, 2, 300, 300, 300].map((mb) => minute(mb)))).not.toContain('NOT');
  });

  it('has a line for each minute', () => {
    expect(minuteRows([minute(null), minute(300)]).rows).toEqual([
      ['1', '–', '5.0', '12.0 %', '20.0 %', '0'],
      ['2', '300', '5.0', '12.0 %', '20.0 %', '0'],
    ]);
  });
});
