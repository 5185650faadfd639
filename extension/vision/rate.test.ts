import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, RateControl, type Look, type RateBudget } from './rate.ts';

const budget: RateBudget = {
  minRate: 1,
  maxRate: 8,
  presenceRate: 4,
  coreShare: 0.15,
  maxAgeMs: 250,
};

interface Machine {
  readonly fps?: number;
  /** What looks cost, milliseconds. */
  readonly full: number;
  readonly glance?: number;
  /** How old pictures are when they are read, milliseconds; it may depend on the rate. */
  readonly age?: (rate: number) => number;
}

/** Runs on a camera, from `from` on for `forS` seconds, and says what happened in the last ten. */
function run(rate: RateControl, machine: Machine, forS = 60, from = 0) {
  const { fps = 15, full, glance = full / 3, age = () => 5 } = machine;
  const looks: Look[] = [];
  const rates: number[] = [];
  let spentMs = 0;
  let busyUntil = -Infinity;
  for (let i = 0; i < forS * fps; i++) {
    const now = from + (i * 1000) / fps;
    // Pictures that come during a look are let go of.
    if (now < busyUntil) continue;
    const look = rate.due(now);
    if (look === null) continue;
    const ms = look === 'full' ? full : glance;
    busyUntil = now + ms;
    rate.record({ look, ms, ageMs: age(rate.rate) + ms });
    if (now < from + (forS - 10) * 1000) continue;
    looks.push(look);
    rates.push(rate.rate);
    spentMs += ms;
  }
  return {
    looksPerS: looks.length / 10,
    fullPerS: looks.filter((look) => look === 'full').length / 10,
    share: spentMs / 10_000,
    rates,
  };
}

const anyMachine = fc.record({
  fps: fc.constantFrom(2, 5, 10, 12.5, 15, 24, 30),
  full: fc.double({ min: 1, max: 1500, noNaN: true }),
  cheaper: fc.double({ min: 0.1, max: 1, noNaN: true }),
});
const machineOf = ({ fps, full, cheaper }: { fps: number; full: number; cheaper: number }) => ({
  fps,
  full,
  glance: full * cheaper,
});

describe('RateControl', () => {
  it.each([
    // A machine without a limit in sight, this project's own, and slower and slower ones.
    [15, 8, 8],
    [27, 5.5, 5.5],
    [36, 4.2, 4.2],
    [54, 4.2, 2.1],
    [80, 3.4, 1.1],
    [140, 1.1, 1.1],
    [400, 1, 1],
  ])('at %d ms a look: %d looks a second, %d of them full', (full, looks, fulls) => {
    const { looksPerS, fullPerS } = run(new RateControl(budget), { full, fps: 60 });
    expect(looksPerS).toBeGreaterThan(looks - 0.35);
    expect(looksPerS).toBeLessThan(looks + 0.35);
    expect(fullPerS).toBeGreaterThan(fulls - 0.35);
    expect(fullPerS).toBeLessThan(fulls + 0.35);
  });

  it('gives up detail before presence, and looks fully at least once a second', () => {
    const seen = [20, 30, 40, 50, 60, 70, 80, 100, 120, 140, 160, 300].map((full) =>
      run(new RateControl(budget), { full, fps: 60 }),
    );
    for (const { looksPerS, fullPerS } of seen) {
      expect(fullPerS).toBeGreaterThanOrEqual(0.9);
      expect(fullPerS).toBeLessThanOrEqual(looksPerS);
    }
    // Where detail is given up at all, there are more looks than full ones could ever have been.
    expect(seen.some(({ looksPerS, fullPerS }) => looksPerS > 1.4 * fullPerS)).toBe(true);
  });

  it('keeps to its share of a core on every machine that allows it, and to its bounds on all', () => {
    fc.assert(
      fc.property(anyMachine, (any) => {
        const machine = machineOf(any);
        const { share, looksPerS, rates } = run(new RateControl(budget), machine);
        // One look more or less falls into these ten seconds.
        const beat = machine.full / 10_000;
        const atLeast = Math.min(1, machine.full / 1000);
        expect(share).toBeLessThanOrEqual(Math.max(budget.coreShare, atLeast) + beat);
        expect(looksPerS).toBeLessThanOrEqual(8.1);
        // A look that itself takes longer, and the wait for the next picture, make them fewer.
        const longest = Math.max(1, machine.full / 1000) + 1 / machine.fps;
        expect(looksPerS).toBeGreaterThanOrEqual(1 / longest - 0.1);
        for (const rate of rates) {
          expect(rate).toBeGreaterThanOrEqual(1);
          expect(rate).toBeLessThanOrEqual(8);
        }
      }),
    );
  });

  it('settles: once it has, it moves by no more than a step', () => {
    fc.assert(
      fc.property(anyMachine, (any) => {
        const { rates } = run(new RateControl(budget), machineOf(any));
        expect(Math.max(...rates)).toBeLessThanOrEqual(1.25 * Math.min(...rates) + 1e-9);
      }),
    );
  });

  it('takes no more than it may though every glance sees something new', () => {
    const rate = new RateControl(budget);
    let spentMs = 0;
    for (let now = 0; now < 60_000; now += 20) {
      if (rate.due(now) === null) continue;
      rate.record({ look: 'full', ms: 54, ageMs: 60 });
      if (now >= 30_000) spentMs += 54;
    }
    expect(spentMs / 30_000).toBeLessThanOrEqual(0.16);
  });

  it('comes back when the load goes', () => {
    fc.assert(
      fc.property(fc.double({ min: 30, max: 1500, noNaN: true }), (full) => {
        const rate = new RateControl(budget);
        const age = () => 400;
        run(rate, { full, age });
        const after = run(rate, { full: 15 }, 90, 60_000);
        expect(after.fullPerS).toBeGreaterThan(6.5);
      }),
      { numRuns: 30 },
    );
  });

  it('gives way where pictures are old though looks are cheap, and swings by one step at most', () => {
    expect(run(new RateControl(budget), { full: 10, age: () => 400 }).rates.at(-1)).toBe(1);
    // Old only while it looks often: it finds the rate at which they are not.
    const { rates } = run(new RateControl(budget), {
      full: 10,
      age: (rate) => (rate > 5 ? 400 : 50),
    });
    expect(Math.max(...rates) / Math.min(...rates)).toBeLessThanOrEqual(1.26);
    expect(Math.min(...rates)).toBeGreaterThan(3.5);
  });

  it('does not heed one hiccup', () => {
    const rate = new RateControl(budget);
    for (let i = 0; i < 40; i++) {
      const ms = i === 20 ? 2000 : 15;
      rate.record({ look: 'full', ms, ageMs: ms });
    }
    expect(rate.rate).toBe(8);
  });

  it('keeps the budget where every fifth look takes twice as long', () => {
    const rate = new RateControl(budget);
    for (let i = 0; i < 40; i++) {
      const ms = i % 5 === 0 ? 60 : 30;
      rate.record({ look: 'full', ms, ageMs: ms });
    }
    expect(rate.rate * 36).toBeLessThan(160);
    expect(rate.rate * 36).toBeGreaterThan(140);
  });

  it('pays nothing for pictures that no model looks at, and remembers what others cost', () => {
    const rate = new RateControl(budget);
    for (let i = 0; i < 20; i++) rate.record({ look: 'full', ms: 30, ageMs: 30 });
    const before = rate.rate;
    for (let i = 0; i < 40; i++) rate.record({ look: 'none', ms: 1, ageMs: 1 });
    expect(rate.rate).toBeCloseTo(before);
    expect(rate.msPerFrame).toBe(1);
    expect(rate.share).toBeLessThan(0.01);
  });

  it('says what share it really takes, also of a camera that delivers little', () => {
    for (const fps of [2, 15]) {
      const rate = new RateControl(budget);
      const { share } = run(rate, { full: 20, fps });
      expect(rate.share).toBeCloseTo(share, 1);
      expect(rate.share).toBeLessThan(fps === 2 ? 0.05 : 0.16);
    }
  });

  it('does not catch up on pictures that never came', () => {
    const rate = new RateControl(budget);
    expect(rate.due(0)).toBe('full');
    expect(rate.due(10_000)).toBe('full');
    expect(rate.due(10_040)).toBeNull();
  });

  it('goes on whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e7, max: 1e7, noNaN: true })), (jumps) => {
        const rate = new RateControl(budget);
        for (const now of jumps) rate.due(now);
        const last = jumps.at(-1) ?? 0;
        expect(rate.due(last + 1001)).not.toBeNull();
      }),
    );
  });
});

describe('median', () => {
  it('is the middle of an odd and the mean of the two middles of an even number', () => {
    expect(median([])).toBe(0);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
  });
});
