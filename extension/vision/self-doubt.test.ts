import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubt, noDoubt, type Doubted, type SelfDoubt } from './self-doubt.ts';

const minute = 60_000;
const rules = {
  heldForMs: 3000,
  gapMs: 400,
  gapSamples: 1,
  jumpMs: 2500,
  calmForMs: 5 * minute,
  doubtfulShare: 1 / 3,
  bucketMs: 10_000,
};

interface Phase {
  readonly forMs: number;
  readonly shows?: boolean;
  readonly isCalm?: boolean;
  /** A jump of the clock before it. */
  readonly jumpMs?: number;
}

/** When and of what the detector is first in doubt, over phases of five pictures a second. */
function run(phases: readonly Phase[], everyMs = 200) {
  let state: SelfDoubt = noDoubt;
  let at = 0;
  let most = 0;
  for (const { forMs, shows = false, isCalm = true, jumpMs = 0 } of phases) {
    at += jumpMs;
    for (const end = at + forMs; at < end; at += everyMs) {
      const step = doubt(state, { shows, isCalm, now: at }, rules);
      state = step.state;
      most = Math.max(most, state.buckets.length);
      if (step.doubted !== null) return { at, doubted: step.doubted, most };
    }
  }
  return { at, doubted: null as Doubted | null, most };
}
const repeat = (count: number, ...phases: Phase[]) =>
  Array.from({ length: count }, () => phases).flat();

describe('self-doubt', () => {
  it('comes after five calm minutes of a signal that never goes away', () => {
    const { at, doubted } = run([{ forMs: 10 * minute, shows: true }]);
    expect(at).toBe(5 * minute);
    expect(doubted).toMatchObject({ calmMs: 5 * minute, agoMs: 5 * minute });
    // All but the time until it had held.
    expect(doubted?.share).toBeCloseTo(1 - 2800 / (5 * minute), 3);
  });

  it('does not come of a quiet detector, nor of one that is right now and then', () => {
    expect(run([{ forMs: 60 * minute }]).doubted).toBeNull();
    const aside = repeat(60, { forMs: 20_000 }, { forMs: 10_000, shows: true });
    expect(run(aside).doubted).toBeNull();
  });

  it('is about more than a third of the time in which it would have claimed', () => {
    // Of 30 s it holds for long enough in 9, 10, and 11.
    const held = (ms: number) =>
      run(repeat(30, { forMs: 30_000 - 3000 - ms }, { forMs: 3000 + ms, shows: true })).doubted;
    expect(held(9000)).toBeNull();
    expect(held(11_000)?.share).toBeCloseTo(11 / 30, 1);
  });

  it('does not count what is too short to be claimed', () => {
    expect(run(repeat(300, { forMs: 1000 }, { forMs: 2800, shows: true })).doubted).toBeNull();
  });

  it('forgets what is longer ago than five calm minutes', () => {
    // A third of the first eight minutes, but of no five minutes together until the end.
    const first = [{ forMs: 1.4 * minute, shows: true }, { forMs: 10 * minute }];
    expect(run([...first, { forMs: 1.5 * minute, shows: true }]).doubted).toBeNull();
    const { doubted } = run([...first, { forMs: 3 * minute, shows: true }]);
    expect(doubted?.share).toBeGreaterThan(1 / 3);
    expect(doubted?.calmMs).toBeLessThanOrEqual(5 * minute + 2 * rules.bucketMs);
  });

  it('neither counts nor forgets over time that was not calm', () => {
    const shown = { forMs: 2 * minute, shows: true };
    const restless = { forMs: 20 * minute, shows: true, isCalm: false };
    const { doubted, at } = run([shown, restless, shown, restless, shown]);
    expect(at).toBeGreaterThan(44 * minute);
    expect(doubted?.calmMs).toBeLessThan(5 * minute + rules.bucketMs);
    // The claims since the first of those minutes do not count, though most of it was not calm.
    expect(doubted?.agoMs).toBe(at);
    expect(run([restless]).doubted).toBeNull();
  });

  it('counts time between two calm pictures alone', () => {
    const nowAndThen = repeat(
      6000,
      { forMs: 200, shows: true },
      { forMs: 200, shows: true, isCalm: false },
    );
    expect(run(nowAndThen).doubted).toBeNull();
  });

  it('does not heed gaps and jumps of the clock', () => {
    const shown = { forMs: 2 * minute, shows: true };
    for (const jumpMs of [-3_600_000, 3_600_000, 5000]) {
      expect(run([shown, { ...shown, jumpMs }]).doubted).toBeNull();
      const { doubted } = run([shown, { ...shown, jumpMs }, { ...shown, jumpMs }]);
      expect(doubted?.calmMs).toBeGreaterThanOrEqual(5 * minute);
      expect(doubted?.calmMs).toBeLessThan(5 * minute + rules.bucketMs);
    }
  });

  it('comes at any rate of pictures', () => {
    for (const everyMs of [125, 1000]) {
      expect(run([{ forMs: 10 * minute, shows: true }], everyMs).at).toBe(5 * minute);
    }
  });

  it('keeps no more than it needs, and never says what cannot be', () => {
    const phase = fc.record({
      forMs: fc.integer({ min: 200, max: 3 * minute }),
      shows: fc.boolean(),
      isCalm: fc.boolean(),
      jumpMs: fc.constantFrom(0, 0, 0, 60_000, -5000),
    });
    fc.assert(
      fc.property(fc.array(phase, { maxLength: 30 }), (phases) => {
        const { doubted, most } = run(phases, 500);
        expect(most).toBeLessThanOrEqual(rules.calmForMs / rules.bucketMs + 1);
        if (doubted === null) return;
        expect(doubted.share).toBeGreaterThan(1 / 3);
        expect(doubted.share).toBeLessThanOrEqual(1);
        expect(doubted.calmMs).toBeGreaterThanOrEqual(rules.calmForMs);
      }),
      { numRuns: 60 },
    );
  });
});
