import { describe, expect, it } from 'vitest';
import { checkNames, isPassed, systemCheckSchema, type CheckLine } from './system-check.ts';

const lines = checkNames.map((name): CheckLine => ({
  name,
  outcome: 'passed',
  reason: null,
  figures: {},
}));
const check = { at: 1, agentVersion: '1.2.0', tookMs: 9_000, lines };

describe('a system check', () => {
  it('is passed where every check ran and none failed', () => {
    expect(isPassed(check)).toBe(true);
    const [first, ...others] = lines;
    if (first === undefined) throw new Error('there are checks');
    expect(isPassed({ lines: [{ ...first, outcome: 'warned' }, ...others] })).toBe(true);
    expect(isPassed({ lines: [{ ...first, outcome: 'failed' }, ...others] })).toBe(false);
    expect(isPassed({ lines: others })).toBe(false);
    expect(isPassed({ lines: [] })).toBe(false);
  });

  it('carries figures and single words, of each check one line', () => {
    expect(systemCheckSchema.parse(check)).toEqual(check);
    const bad = [
      { ...check, lines: [...lines, ...lines.slice(0, 1)] },
      { ...check, lines: [{ ...lines[0], name: 'weather' }] },
      { ...check, lines: [{ ...lines[0], reason: 'x'.repeat(41) }] },
      { ...check, lines: [{ ...lines[0], figures: { up: { fast: true } } }] },
      { ...check, tookMs: -1 },
    ];
    for (const one of bad) expect(systemCheckSchema.safeParse(one).success).toBe(false);
  });
});
