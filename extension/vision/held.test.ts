import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldAnew, hold, notHeld, type Held } from './held.ts';

const rules = { heldForMs: 3000, gapMs: 400, gapSamples: 1, jumpMs: 2500 };

/** Runs analyses through and returns the times at which the signal had held. */
function completions(samples: readonly { at: number; seen: boolean }[]): number[] {
  let state: Held = notHeld;
  const times: number[] = [];
  for (const { at, seen } of samples) {
    const step = hold(state, seen, at, rules);
    state = step.heldMs === null ? step.state : heldAnew(step.state, at);
    if (step.heldMs !== null) times.push(at);
  }
  return times;
}

const every200 = (seen: (at: number) => boolean, untilMs: number) =>
  Array.from({ length: untilMs / 200 + 1 }, (_, i) => ({ at: i * 200, seen: seen(i * 200) }));

describe('hold', () => {
  it('completes when the signal has held, and again when it has held anew after a claim', () => {
    expect(completions(every200(() => true, 6400))).toEqual([3000, 6000]);
  });

  it('goes on holding until it is claimed', () => {
    let state = notHeld;
    const held = every200(() => true, 4000).map(({ at, seen }) => {
      const step = hold(state, seen, at, rules);
      state = step.state;
      return step.heldMs;
    });
    expect(held.slice(-7)).toEqual([null, 3000, 3200, 3400, 3600, 3800, 4000]);
  });

  it('has nothing to hold anew where nothing is seen', () => {
    expect(heldAnew(notHeld, 5000).since).toBeNull();
  });

  it('says how long it held', () => {
    const state = { since: 0, lastSeen: 2900, lastSample: 2900, missed: 0, firmMs: 2900 };
    expect(hold(state, true, 3100, rules).heldMs).toBe(3100);
  });

  it('does not restart at a flicker shorter than the gap', () => {
    expect(completions(every200((at) => at !== 1000 && at !== 1200, 3200))).toEqual([3000]);
  });

  it('restarts after a gap', () => {
    expect(completions(every200((at) => at < 1000 || at > 1600, 5000))).toEqual([4800]);
  });

  it('is not completed by a flicker', () => {
    expect(completions(every200((at) => at < 3000, 3200))).toEqual([]);
  });

  it('forgives one missed analysis at any rate, and no more than the gap', () => {
    for (const everyMs of [125, 400, 700, 1000, 1200]) {
      const at = (missed: readonly number[]) =>
        completions(
          Array.from({ length: 60 }, (_, i) => ({ at: i * everyMs, seen: !missed.includes(i) })),
        )[0];
      const whole = Math.ceil(3000 / everyMs) * everyMs;
      expect(at([])).toBe(whole);
      // Where it is missed just before the end it has been seen for too short a time by then.
      expect(at([1])).toBeLessThanOrEqual(whole + everyMs);
      expect(at([2])).toBeLessThanOrEqual(whole + everyMs);
    }
    const everySecond = (missed: readonly number[]) =>
      completions([0, 1, 2, 3, 4, 5, 6].map((s) => ({ at: s * 1000, seen: !missed.includes(s) })));
    expect(everySecond([1])).toEqual([3000, 6000]);
    expect(everySecond([1, 2])).toEqual([6000]);
  });

  it('does not forgive one where the sightings are too far apart', () => {
    const samples = [0, 2400, 4800, 7200].map((at, i) => ({ at, seen: i !== 1 }));
    expect(completions(samples)).toEqual([]);
  });

  it('forgives nothing where nothing is to be forgiven', () => {
    let state: Held = notHeld;
    for (const [at, seen] of [[0, true] as const, [200, false] as const, [400, true] as const]) {
      state = hold(state, seen, at, { ...rules, gapMs: 0, gapSamples: 0 }).state;
    }
    expect(state.since).toBe(400);
  });

  it.each([
    [[1, 0], 1000],
    [[1, 1, 0, 0], 200],
    [[1, 0, 0], 125],
    [[1, 0, 0, 0], 125],
  ])('is never completed by what is there half the time or less: %j every %d ms', (beat, ms) => {
    const samples = Array.from({ length: 400 }, (_, i) => ({
      at: i * ms,
      seen: beat[i % beat.length] === 1,
    }));
    expect(completions(samples)).toEqual([]);
  });

  it('is completed by what is there most of the time, even if it began with less', () => {
    const beat = (i: number) => (i < 40 ? i % 4 === 0 : i % 4 !== 0);
    const samples = Array.from({ length: 120 }, (_, i) => ({ at: i * 125, seen: beat(i) }));
    const [first] = completions(samples);
    expect(first).toBeGreaterThan(40 * 125);
    expect(first).toBeLessThanOrEqual(40 * 125 + 3500);
  });

  it('has to be there most of the time anew after a claim', () => {
    const samples = Array.from({ length: 60 }, (_, i) => ({
      at: i * 1000,
      seen: i <= 3 || i % 2 === 1,
    }));
    expect(completions(samples)).toEqual([3000]);
  });

  it('never completes later for being seen more often', () => {
    const sample = fc.record({
      step: fc.integer({ min: 50, max: 1200 }),
      seen: fc.boolean(),
      also: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 150 }), (steps) => {
        let at = 0;
        const times = steps.map(({ step }) => (at += step));
        const by = (see: (step: { seen: boolean; also: boolean }) => boolean) =>
          completions(steps.map((step, i) => ({ at: times[i] ?? 0, seen: see(step) })))[0] ??
          Infinity;
        expect(by(({ seen, also }) => seen || also)).toBeLessThanOrEqual(by(({ seen }) => seen));
      }),
      { numRuns: 300 },
    );
  });

  it('restarts when the clock jumps, forwards or back', () => {
    expect(
      completions([
        { at: 0, seen: true },
        { at: 60_000, seen: true },
      ]),
    ).toEqual([]);
    expect(
      completions([
        { at: 60_000, seen: true },
        { at: 0, seen: true },
      ]),
    ).toEqual([]);
  });

  it('never completes faster than the held time, whatever comes', () => {
    const sample = fc.record({ step: fc.integer({ min: -500, max: 4000 }), seen: fc.boolean() });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), (steps) => {
        let at = 0;
        const samples = steps.map(({ step, seen }) => ({ at: (at += step), seen }));
        let state: Held = notHeld;
        for (const { at: now, seen } of samples) {
          const began = state.since;
          const step = hold(state, seen, now, rules);
          if (step.heldMs !== null) {
            expect(seen).toBe(true);
            expect(began).not.toBeNull();
            expect(step.heldMs).toBeGreaterThanOrEqual(rules.heldForMs);
            expect(now - (began ?? now)).toBe(step.heldMs);
          }
          state = step.state;
        }
      }),
    );
  });
});
