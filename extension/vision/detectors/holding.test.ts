import { defaultPolicy, type ViolationType } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { frontal, head, nobody, twoFaces } from '../testing/frames.ts';
import { detectedTypes, Detectors, type Seen } from './index.ts';

/* What has to be true of every detector that waits for a signal to hold, whatever it looks for. */

const rules = defaultPolicy.violations;
const { gapMs, jumpMs, frozenMs } = config.detectors;
const hour = 3_600_000;

/** A picture that shows the violation. Its opposite is the student at the screen. */
const shows: readonly [ViolationType, FrameSignals][] = [
  ['no_face', { ...frontal, ...nobody }],
  ['multiple_faces', { ...frontal, ...twoFaces }],
  ['camera_blackout', { ...frontal, luma: 3, deviation: 2 }],
  ['head_turned', { ...frontal, ...head({ yaw: 45 }) }],
  ['gaze_away', { ...frontal, ...head({ x: 0.6 }) }],
  ['low_light', { ...frontal, luma: 25 }],
  ['poor_picture', { ...frontal, sharpness: 1.2 }],
];

interface Step {
  readonly afterMs: number;
  readonly seen: boolean;
}
interface Claimed extends Seen {
  readonly at: number;
}

/** A student at the screen for five seconds, and then what is to be tried. */
function run(frame: FrameSignals, steps: readonly Step[]): { claims: Claimed[]; from: number } {
  const detectors = new Detectors(0);
  let at = 0;
  for (; at < 5000; at += 200) detectors.look(frontal, at, rules);
  const from = at;
  const claims: Claimed[] = [];
  for (const { afterMs, seen } of steps) {
    at += afterMs;
    const { claim } = detectors.look(seen ? frame : frontal, at, rules);
    if (claim !== null) claims.push({ ...claim, at });
  }
  return { claims, from };
}

const steady = (seen: boolean, forMs: number, everyMs = 200): Step[] =>
  Array.from({ length: Math.ceil(forMs / everyMs) }, () => ({ afterMs: everyMs, seen }));

/** Phases of at most 8 pictures with the signal, and of at most 3 without: those are forgiven. */
const flicker = (goneFor: (seenFor: number) => fc.Arbitrary<number>) =>
  fc
    .array(
      fc
        .record({
          seenFor: fc.integer({ min: 1, max: 8 }),
          everyMs: fc.integer({ min: 80, max: 130 }),
        })
        .chain((phase) => goneFor(phase.seenFor).map((gone) => ({ ...phase, gone }))),
      { minLength: 60, maxLength: 80 },
    )
    .map((phases) =>
      phases.flatMap(({ seenFor, gone, everyMs }) => [
        ...steady(true, seenFor * everyMs, everyMs),
        ...steady(false, gone * everyMs, everyMs),
      ]),
    );
/** There for at least three quarters of the time. */
const mostlySeen = flicker((seenFor) => fc.integer({ min: 0, max: Math.floor(seenFor / 3) }));
/** There for half of the time, or less. */
const seldomSeen = flicker((seenFor) => fc.integer({ min: Math.min(seenFor, 4), max: 4 })).map(
  (steps) =>
    // No more than three at once, so that only how seldom it is keeps it from holding.
    steps.filter(
      ({ seen }, i) =>
        !(seen && steps.slice(Math.max(0, i - 3), i).filter((one) => one.seen).length === 3),
    ),
);

it('knows a picture of everything that is detected', () => {
  expect([...shows.map(([type]) => type), 'identity_mismatch'].sort()).toEqual(
    [...detectedTypes].sort(),
  );
});

describe.each(shows)('%s', (type, frame) => {
  const { heldForMs, ttlMs } = rules[type];

  it('is claimed in spite of a flicker, and once in its suppression time', () => {
    fc.assert(
      fc.property(mostlySeen, (steps) => {
        const { claims, from } = run(frame, steps);
        const lasted = steps.reduce((sum, { afterMs }) => sum + afterMs, 0);
        expect(claims.every((claim) => claim.type === type)).toBe(true);
        const [first] = claims;
        if (lasted > heldForMs + 2 * gapMs + 200) {
          expect(first?.at).toBeLessThanOrEqual(from + heldForMs + 2 * gapMs + 200);
        }
        claims.slice(1).forEach(({ at }, i) => {
          expect(at - (claims[i]?.at ?? at)).toBeGreaterThanOrEqual(ttlMs);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is not claimed of a flicker that shows it half of the time or less', () => {
    fc.assert(
      fc.property(seldomSeen, (steps) => {
        expect(run(frame, steps).claims).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is claimed in spite of a single missed picture, at one a second', () => {
    const count = Math.ceil(heldForMs / 1000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: count }), (missed) => {
        const steps = Array.from({ length: count + 3 }, (_, i) => ({
          afterMs: 1000,
          seen: i !== missed,
        }));
        const { claims, from } = run(frame, steps);
        expect(claims.map((claim) => claim.type)).toEqual([type]);
        // Seen again after the miss, or once more where that was too little.
        expect(claims[0]?.at).toBeLessThanOrEqual(from + (count + 3) * 1000);
      }),
    );
  });

  it('is never claimed before it has held, however it comes and goes', () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: 1500 }), seen: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { claims, from } = run(frame, steps);
        for (const { at, heldMs } of claims) {
          expect(heldMs).toBeGreaterThanOrEqual(heldForMs);
          expect(at - heldMs).toBeGreaterThanOrEqual(from - 200);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is not claimed of what is gone for longer than the gap each time', () => {
    const blink = [...steady(true, heldForMs - 400), ...steady(false, gapMs + 400)];
    expect(run(frame, [...blink, ...blink, ...blink]).claims).toEqual([]);
  });

  it('begins to hold anew at a jump of the clock, and is otherwise as before', () => {
    const jump = fc.constantFrom(-hour, hour, jumpMs + 1, -1);
    const before = fc.integer({ min: 1, max: Math.floor(heldForMs / 200) - 1 });
    fc.assert(
      fc.property(jump, before, (by, count) => {
        const { claims, from } = run(frame, [
          ...steady(true, count * 200),
          { afterMs: by, seen: true },
          ...steady(true, heldForMs + 1000),
        ]);
        const jumpedAt = from + count * 200 + by;
        expect(claims.map(({ type: claimed, heldMs }) => [claimed, heldMs])).toEqual([
          [type, Math.ceil(heldForMs / 200) * 200],
        ]);
        expect((claims[0]?.at ?? 0) - (claims[0]?.heldMs ?? 0)).toBe(jumpedAt);
      }),
    );
  });

  it('is not silenced by a clock that was set back', () => {
    const once = steady(true, heldForMs + 400);
    const later = steady(true, ttlMs + heldForMs + 1000);
    const { claims } = run(frame, [...once, { afterMs: -hour, seen: true }, ...later]);
    expect(claims).toHaveLength(2);
  });
});

describe('a picture that stands still', () => {
  const still = { ...frontal, difference: 0 };

  it('begins to hold anew at a jump of the clock', () => {
    for (const by of [-hour, hour]) {
      const { claims } = run(still, [
        ...steady(true, frozenMs - 1000),
        { afterMs: by, seen: true },
        ...steady(true, frozenMs - 200),
      ]);
      expect(claims).toEqual([]);
    }
  });
});
