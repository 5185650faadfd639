import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const rules = { belowRate: 1, overMs: 10_000, fineRate: 1.2, checkMs: 1000 };

/** Analyses every `everyMs` from `from` on, asked each second; gives back what was said, second by second. */
function run(pace: Pace, from: number, forMs: number, everyMs: number): boolean[] {
  const said: boolean[] = [];
  let next = from + everyMs;
  for (let now = from + 1000; now <= from + forMs; now += 1000) {
    for (; next <= now; next += everyMs) pace.note(next);
    said.push(pace.isSlow(now));
  }
  return said;
}

function begun(at = 0): Pace {
  const pace = new Pace(rules);
  pace.begin(at);
  return pace;
}

describe('Pace', () => {
  it('is content with one analysis a second and with more', () => {
    for (const everyMs of [200, 800, 1000]) {
      expect(run(begun(), 0, 60_000, everyMs)).not.toContain(true);
    }
  });

  it('says so once the analysis was too slow for the whole time, not before', () => {
    const said = run(begun(), 0, 20_000, 1250);
    expect(said.indexOf(true)).toBe(9);
    expect(said.slice(9)).not.toContain(false);
  });

  it('says so where no analysis comes at all', () => {
    expect(run(begun(), 0, 10_000, Infinity).at(-1)).toBe(true);
  });

  it('takes it back when the machine has become fast enough', () => {
    const pace = begun();
    run(pace, 0, 20_000, 2000);
    const said = run(pace, 20_000, 20_000, 200);
    expect(said[0]).toBe(true);
    expect(said.at(-1)).toBe(false);
  });

  it('does not flap around the limit', () => {
    const pace = begun();
    run(pace, 0, 20_000, 1100);
    expect(run(pace, 20_000, 60_000, 950)).not.toContain(false);
  });

  it('does not call a machine slow that slept', () => {
    const pace = begun();
    run(pace, 0, 20_000, 200);
    expect(pace.isSlow(3_600_000)).toBe(false);
    expect(run(pace, 3_600_000, 30_000, 200)).not.toContain(true);
  });

  it('begins anew with every camera', () => {
    const pace = begun();
    run(pace, 0, 20_000, 5000);
    pace.begin(20_000);
    expect(pace.isSlow(21_000)).toBe(false);
  });
});
