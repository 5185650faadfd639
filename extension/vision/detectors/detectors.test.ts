import {
  defaultPolicy,
  violationTypes,
  type Signals,
  type ViolationType,
} from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import { Detectors, type Seen, type ViolationRules } from './index.ts';

const frontal: Signals = {
  faces: 1,
  luma: 110,
  sharpness: 100,
  difference: 0.4,
  yaw: 2,
  pitch: 5,
};
const nobody: Partial<Signals> = { faces: 0, yaw: null, pitch: null };
const rules = defaultPolicy.violations;
const marginMs = 500;

interface Sighting extends Seen {
  readonly at: number;
}

/** Shows the same signals for a while, five times a second; gives back what was claimed, and when. */
function show(
  detectors: Detectors,
  signals: Signals,
  from: number,
  forMs: number,
  by: ViolationRules = rules,
): Sighting[] {
  const seen: Sighting[] = [];
  for (let at = from; at <= from + forMs; at += 200) {
    const one = detectors.look(signals, at, by);
    if (one !== null) seen.push({ ...one, at });
  }
  return seen;
}

const typesOf = (seen: readonly { readonly type: ViolationType }[]) => [
  ...new Set(seen.map(({ type }) => type)),
];
const fresh = () => new Detectors(marginMs);
const ruleFor = (type: ViolationType, change: Partial<ViolationRules[ViolationType]>) => ({
  ...rules,
  [type]: { ...rules[type], ...change },
});

/** Every violation that is detected, and signals that show it. */
const sights: readonly [ViolationType, Partial<Signals>][] = [
  ['no_face', nobody],
  ['multiple_faces', { faces: 2 }],
  ['camera_blackout', { luma: 3 }],
  ['head_turned', { yaw: 45 }],
  ['head_turned', { yaw: -45 }],
  ['low_light', { luma: 25 }],
  ['poor_picture', { sharpness: 1.2 }],
];

describe('the detectors', () => {
  it('see nothing in an ordinary sitting', () => {
    expect(show(fresh(), frontal, 0, 60_000)).toEqual([]);
  });

  it.each(sights)('see %s after the time of the policy, not before: %o', (type, change) => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    const { heldForMs } = rules[type];
    const seen = show(detectors, { ...frontal, ...change }, 5200, heldForMs + 300);
    expect(typesOf(seen)).toEqual([type]);
    expect(seen[0]?.at).toBeGreaterThanOrEqual(5200 + heldForMs);
    expect(seen[0]?.at).toBeLessThan(5200 + heldForMs + 200);
  });

  it.each(sights)(
    'claim %s once in its suppression time, and then how long it held',
    (type, change) => {
      const { heldForMs, ttlMs } = rules[type];
      const seen = show(fresh(), { ...frontal, ...change }, 0, heldForMs + ttlMs + 2000);
      const [first, second, ...more] = seen.filter((one) => one.type === type);
      expect(more).toEqual([]);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(ttlMs + marginMs);
      expect(second?.heldMs).toBe((second?.at ?? 0) - (first?.at ?? 0));
    },
  );

  it('do not say that nobody is there when the picture is too dim or too blurred to tell', () => {
    const dim = { ...frontal, ...nobody, luma: 25 };
    expect(typesOf(show(fresh(), dim, 0, 20_000))).toEqual(['low_light']);
    const blurred = { ...frontal, ...nobody, sharpness: 1.2 };
    expect(typesOf(show(fresh(), blurred, 0, 20_000))).toEqual(['poor_picture']);
  });

  it('do not call a picture blurred for being dark, nor where sharpness was not measured', () => {
    expect(show(fresh(), { ...frontal, luma: 50, sharpness: 1 }, 0, 20_000)).toEqual([]);
    expect(show(fresh(), { ...frontal, sharpness: null }, 0, 20_000)).toEqual([]);
  });

  it('call a black picture black, whether or not a face is found in it', () => {
    const black = { ...frontal, luma: 2, sharpness: 0, difference: 0, yaw: 60, pitch: 0 };
    expect(typesOf(show(fresh(), black, 0, 30_000))).toEqual(['camera_blackout']);
    expect(typesOf(show(fresh(), { ...black, ...nobody }, 0, 30_000))).toEqual(['camera_blackout']);
  });

  it('do not guess whose head is turned when there are two', () => {
    const two = { ...frontal, faces: 2, yaw: 60 };
    expect(typesOf(show(fresh(), two, 0, 20_000))).toEqual(['multiple_faces']);
  });

  it('let a student look down for as long as they like', () => {
    const detectors = fresh();
    show(detectors, frontal, 0, 5000);
    expect(show(detectors, { ...frontal, pitch: 55 }, 5200, 60_000)).toEqual([]);
  });

  it('allow for a camera that stands beside the screen', () => {
    const detectors = fresh();
    show(detectors, { ...frontal, yaw: 14 }, 0, 5000);
    expect(show(detectors, { ...frontal, yaw: 32 }, 5200, 10_000)).toEqual([]);
    const left = show(detectors, { ...frontal, yaw: -20 }, 15_400, 10_000);
    expect(typesOf(left)).toEqual(['head_turned']);
  });

  it('do not take somebody who looks away from the start for one who looks straight ahead', () => {
    const seen = show(fresh(), { ...frontal, yaw: 60 }, 0, 20_000);
    expect(typesOf(seen)).toEqual(['head_turned']);
  });

  it('claim one thing per picture, the graver first, and the other with the next', () => {
    const detectors = fresh();
    // Held for the same time by this policy, so that both complete in one picture.
    const same = {
      ...ruleFor('multiple_faces', { heldForMs: 4000 }),
      low_light: { ...rules.low_light, heldForMs: 4000 },
    };
    const seen = show(detectors, { ...frontal, faces: 2, luma: 25 }, 0, 4600, same);
    expect(seen.map(({ type, at }) => [type, at])).toEqual([
      ['multiple_faces', 4000],
      ['low_light', 4200],
    ]);
  });

  it('never see anything sooner than the policy allows', () => {
    const shortest = Math.min(...sights.map(([type]) => rules[type].heldForMs));
    const angle = fc.option(fc.double({ min: -90, max: 90, noNaN: true }));
    const signals = fc.record({
      faces: fc.integer({ min: 0, max: 4 }),
      luma: fc.double({ min: 0, max: 255, noNaN: true }),
      sharpness: fc.option(fc.double({ min: 0, max: 500, noNaN: true })),
      difference: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      yaw: angle,
      pitch: angle,
    });
    fc.assert(
      fc.property(fc.array(signals, { maxLength: 100 }), (sequence) => {
        const detectors = fresh();
        sequence.forEach((one, i) => {
          const at = i * 200;
          const seen = detectors.look(one, at, rules);
          if (seen === null) return;
          expect(seen.heldMs).toBeGreaterThanOrEqual(rules[seen.type].heldForMs);
          expect(at).toBeGreaterThanOrEqual(shortest);
        });
      }),
    );
  });
});

describe('a frozen picture', () => {
  const still = { ...frontal, difference: 0 };

  it('is one that has not changed at all for ten seconds', () => {
    const [seen] = show(fresh(), still, 0, 12_000);
    expect(seen).toMatchObject({ type: 'poor_picture', at: config.detectors.frozenMs });
  });

  it('is none where the camera’s own noise goes on', () => {
    expect(show(fresh(), { ...frontal, difference: 0.05 }, 0, 60_000)).toEqual([]);
    expect(show(fresh(), { ...frontal, difference: null }, 0, 60_000)).toEqual([]);
  });

  it('is none where a single picture in between was another one', () => {
    const detectors = fresh();
    expect(show(detectors, still, 0, 9800)).toEqual([]);
    expect(detectors.look(frontal, 10_000, rules)).toBeNull();
    expect(show(detectors, still, 10_200, 9800)).toEqual([]);
  });

  it('is not forgotten where the same picture is blurred for a moment', () => {
    const detectors = fresh();
    show(detectors, { ...still, sharpness: 1 }, 0, 3000);
    expect(show(detectors, still, 3200, 7000)[0]?.at).toBe(10_000);
  });
});

describe('a policy', () => {
  it.each(violationTypes)('switches a violation off: %s', (type) => {
    for (const [, change] of sights.filter(([shown]) => shown === type)) {
      const seen = show(
        fresh(),
        { ...frontal, ...change },
        0,
        60_000,
        ruleFor(type, { enabled: false }),
      );
      expect(typesOf(seen)).toEqual([]);
    }
  });

  it('says for how long something has to hold and is then suppressed', () => {
    const by = ruleFor('no_face', { heldForMs: 6000, ttlMs: 5000 });
    const seen = show(fresh(), { ...frontal, ...nobody }, 0, 12_000, by);
    expect(seen.map(({ at }) => at)).toEqual([6000, 12_000]);
  });

  it('changes in the middle, and what has held so far counts', () => {
    const detectors = fresh();
    const gone = { ...frontal, ...nobody };
    expect(show(detectors, gone, 0, 5000, ruleFor('no_face', { heldForMs: 9000 }))).toEqual([]);
    expect(detectors.look(gone, 5200, rules)).toEqual({ type: 'no_face', heldMs: 5200 });
    expect(show(detectors, gone, 5400, 60_000, ruleFor('no_face', { enabled: false }))).toEqual([]);
    expect(show(detectors, gone, 65_600, 2800)).toEqual([]);
  });
});
