import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockSkew } from './clock-skew.ts';

const toleranceMs = 2_000;
const hour = 3_600_000;
const start = 1_700_000_000_000;

interface Line {
  /** The agent's clock is behind the server's by this, milliseconds; negative: ahead. */
  readonly skew: number;
  /** The reports' travelling times, milliseconds. */
  readonly delays: readonly number[];
}

/** A clock that has heard these reports, one every 2.5 s. Its time is the last one's arrival. */
function after({ skew, delays }: Line): { clocks: ClockSkew; now: number } {
  const clocks = new ClockSkew(toleranceMs);
  let now = start;
  delays.forEach((delay, index) => {
    const sent = start + index * 2_500;
    now = sent + delay;
    clocks.heard('a', sent - skew, now);
  });
  return { clocks, now };
}

const jitter = (max: number) => fc.array(fc.nat({ max }), { minLength: 8, maxLength: 30 });

describe('a clock', () => {
  it('of which nothing was heard is believed', () => {
    expect(new ClockSkew(toleranceMs).serverTime('a', 123, start)).toBe(123);
  });

  it('that is right is left alone, however much the line jitters', () => {
    const skews = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(skews, jitter(30_000), (skew, delays) => {
        // One of the latest eight was quick: the others say nothing.
        const { clocks, now } = after({ skew, delays: [...delays, 400] });
        expect(clocks.serverTime('a', now, now)).toBe(now);
      }),
    );
  });

  it('that is wrong by more than is granted is put right, by no more than the quickest report errs', () => {
    const off = fc.integer({ min: toleranceMs + 1_500, max: 24 * hour });
    fc.assert(
      fc.property(off, fc.boolean(), jitter(1_000), (by, ahead, delays) => {
        const skew = ahead ? -by : by;
        const { clocks, now } = after({ skew, delays });
        const error = clocks.serverTime('a', now - 5_000 - skew, now) - (now - 5_000);
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(Math.min(...delays.slice(-8)));
      }),
    );
  });

  it('that is an hour ahead is put right from the first report on', () => {
    const { clocks, now } = after({ skew: -hour, delays: [40] });
    expect(clocks.serverTime('a', now + hour, now)).toBe(now + 40);
  });

  it('that seems to be behind may have a slow line: only eight reports running say so', () => {
    const slow = { skew: 0, delays: Array.from({ length: 7 }, () => 3_000) };
    const before = after(slow);
    expect(before.clocks.serverTime('a', start, before.now)).toBe(start);
    const full = after({ ...slow, delays: [...slow.delays, 3_000] });
    expect(full.clocks.serverTime('a', start, full.now)).toBe(start + 3_000);
    full.clocks.heard('a', full.now, full.now + 100);
    expect(full.clocks.serverTime('a', start, full.now)).toBe(start);
  });

  it('never puts what has arrived ahead of now', () => {
    const { clocks, now } = after({ skew: hour, delays: Array.from({ length: 8 }, () => 900) });
    expect(clocks.serverTime('a', now - hour, now)).toBe(now);
    expect(clocks.serverTime('a', now + 50, now)).toBe(now + 50);
  });

  it('is measured anew after a new start, and for each attempt by itself', () => {
    const { clocks, now } = after({ skew: -hour, delays: [0] });
    expect(clocks.serverTime('other', now, now)).toBe(now);
    clocks.forget('a');
    expect(clocks.serverTime('a', now, now)).toBe(now);
  });
});
