import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldAnew, hold, notHeld, type Held } from './held.ts';

const rules = { heldForMs: 3000, gapMs: 400, jumpMs: 2500 };

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
    const state = { since: 0, lastSeen: 2900, lastSample: 2900 };
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
