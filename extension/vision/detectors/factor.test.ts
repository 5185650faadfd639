import {
  defaultPolicy,
  mostStrength,
  violationTypes,
  type ViolationType,
} from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../sitting/index.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { found, frontal, head, nobody, seat } from '../testing/frames.ts';
import { Detectors, type Seen, type ViolationRules } from './index.ts';

/* What a factor does to a detector's threshold: the larger, the milder. */

/** Only this one is looked for. */
function only(type: ViolationType, thresholdFactor: number): ViolationRules {
  const rules = structuredClone(defaultPolicy.violations);
  for (const one of violationTypes) rules[one].enabled = one === type;
  Object.assign(rules[type], { ttlMs: 5000, thresholdFactor });
  return rules;
}

interface Showing {
  readonly everyMs?: number;
  readonly calibration?: Calibration | null;
}

function seenIn(
  type: ViolationType,
  factor: number,
  frames: readonly FrameSignals[],
  { everyMs = 200, calibration = null }: Showing = {},
): Seen[] {
  const detectors = new Detectors(0);
  detectors.calibrate(calibration);
  const rules = only(type, factor);
  return frames.flatMap((frame, i) => detectors.look(frame, i * everyMs, rules).claim ?? []);
}

const claims = (...showing: Parameters<typeof seenIn>): number => seenIn(...showing).length;

/** Of the first claim, with a factor of 1. */
const strengthOf = (type: ViolationType, frames: readonly FrameSignals[], showing?: Showing) =>
  seenIn(type, 1, frames, showing)[0]?.strength ?? null;

const second = (w: number): Pick<FrameSignals, 'faces' | 'boxes'> => ({
  faces: 2,
  boxes: [...found(seat), ...found({ x: 0.8, y: 0.1, w, h: w * 1.5 })],
});

/** Pictures that are on either side of a threshold, depending on the factor. */
const shown: Readonly<Record<ViolationType, fc.Arbitrary<Partial<FrameSignals>>>> = {
  multiple_faces: fc.double({ min: 0.01, max: 0.12, noNaN: true }).map(second),
  no_face: fc.constantFrom(nobody, {}),
  camera_blackout: fc.record({
    luma: fc.integer({ min: 0, max: 40 }),
    deviation: fc.integer({ min: 0, max: 10 }),
  }),
  head_turned: fc.integer({ min: -80, max: 80 }).map((yaw) => head({ yaw })),
  gaze_away: fc
    .record({
      x: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
      y: fc.double({ min: -0.6, max: 0.3, noNaN: true }),
      yaw: fc.integer({ min: -50, max: 50 }),
    })
    .map(head),
  low_light: fc.record({ luma: fc.integer({ min: 0, max: 80 }) }),
  poor_picture: fc.record({
    sharpness: fc.double({ min: 0, max: 12, noNaN: true }),
    difference: fc.constantFrom(0, 0, 0, 0.4),
  }),
  identity_mismatch: fc.record({ identity: fc.double({ min: 0, max: 1, noNaN: true }) }),
};

const calibration: Calibration = {
  neutral: { yaw: 3, pitch: 0, gazeX: 0.05, gazeY: -0.1 },
  gazeRange: { x: [-0.15, 0.3], y: [-0.2, 0.02] },
  background: [],
};

describe.each(violationTypes)('%s', (type) => {
  /** Scenes of one picture each, for a while; half of them as at the screen. */
  const scenes = fc.array(
    fc.record({ show: shown[type], count: fc.integer({ min: 1, max: 60 }), is: fc.boolean() }),
    { maxLength: 10 },
  );

  it.each([null, calibration])('is never claimed more often by a larger factor: %#', (by) => {
    const factor = fc.double({ min: 0.5, max: 3, noNaN: true });
    fc.assert(
      fc.property(scenes, factor, factor, (all, one, other) => {
        const frames = [
          ...Array.from({ length: 25 }, () => frontal),
          ...all.flatMap(({ show, count, is }) =>
            Array.from({ length: count }, () => (is ? { ...frontal, ...show } : frontal)),
          ),
        ];
        const [strict, mild] = [Math.min(one, other), Math.max(one, other)];
        const options = { calibration: by, everyMs: type === 'identity_mismatch' ? 10_000 : 200 };
        expect(claims(type, mild, frames, options)).toBeLessThanOrEqual(
          claims(type, strict, frames, options),
        );
      }),
      { numRuns: 60 },
    );
  });
});

it.each<[ViolationType, Partial<FrameSignals>, number, number]>([
  ['head_turned', head({ yaw: 30 }), 1.2, 1.4],
  ['gaze_away', head({ x: 0.34 }), 1.2, 1.4],
  ['gaze_away', head({ y: -0.36 }), 1.2, 1.4],
  ['low_light', { luma: 30 }, 1.1, 1.2],
  ['camera_blackout', { luma: 12, deviation: 2 }, 1.3, 1.4],
  ['poor_picture', { sharpness: 4 }, 1.2, 1.3],
  ['poor_picture', { difference: 0 }, 1.5, 2],
  ['multiple_faces', second(0.05), 1.6, 1.7],
])('%s is seen in %o with a factor of %d, and not with one of %d', (type, change, seen, not) => {
  const frames = [
    ...Array.from({ length: 25 }, () => frontal),
    ...Array.from({ length: 85 }, () => ({ ...frontal, ...change })),
  ];
  expect(claims(type, seen, frames)).toBeGreaterThan(0);
  expect(claims(type, not, frames)).toBe(0);
});

it.each<[ViolationType, Partial<FrameSignals>]>([
  ['head_turned', head({ yaw: 30 })],
  ['head_turned', { face: null, roughYaw: 58 }],
  ['gaze_away', head({ x: 0.34 })],
  ['gaze_away', head({ x: -0.34 })],
  ['gaze_away', head({ y: -0.36 })],
  ['low_light', { luma: 30 }],
  ['camera_blackout', { luma: 12, deviation: 2 }],
  ['poor_picture', { sharpness: 4 }],
  ['poor_picture', { luma: 50, sharpness: 1.9 }],
  ['multiple_faces', second(0.05)],
])('%s in %o is as strong as the factor with which it is not seen any more', (type, change) => {
  const frames = [
    ...Array.from({ length: 25 }, () => frontal),
    ...Array.from({ length: 85 }, () => ({ ...frontal, ...change })),
  ];
  const strength = strengthOf(type, frames);
  if (strength === null) throw new Error('a claim without a strength');
  expect(claims(type, strength - 0.02, frames)).toBeGreaterThan(0);
  expect(claims(type, strength, frames)).toBe(0);
});

it('a strength says whether another factor would do: of eyes beyond a calibrated screen, and of another face', () => {
  const aside = Array.from({ length: 60 }, () => ({ ...frontal, ...head({ yaw: 3, x: 0.42 }) }));
  const gaze = strengthOf('gaze_away', aside, { calibration });
  expect(claims('gaze_away', gaze ?? 0, aside, { calibration })).toBe(0);
  expect(claims('gaze_away', (gaze ?? 0) - 0.02, aside, { calibration })).toBeGreaterThan(0);
  const faces = (identity: number) => Array.from({ length: 10 }, () => ({ ...frontal, identity }));
  const everyMs = 10_000;
  const near = strengthOf('identity_mismatch', faces(0.6), { everyMs });
  expect(claims('identity_mismatch', near ?? 0, faces(0.6), { everyMs })).toBe(0);
  // A stranger is one with every factor.
  expect(strengthOf('identity_mismatch', faces(1.2), { everyMs })).toBe(mostStrength);
  expect(claims('identity_mismatch', 3, faces(1.2), { everyMs })).toBeGreaterThan(0);
});

it('nobody there is as strong as nobody can be: there is no threshold', () => {
  const frames = Array.from({ length: 60 }, () => ({ ...frontal, ...nobody }));
  expect(claims('no_face', 1, frames)).toBeGreaterThan(0);
  expect(strengthOf('no_face', frames)).toBeNull();
});

it('a calibrated screen’s edges move by a factor, and what is below it does not', () => {
  const frames = (directions: Parameters<typeof head>[0]) =>
    Array.from({ length: 60 }, () => ({ ...frontal, ...head({ yaw: 3, ...directions }) }));
  const by = (factor: number, directions: Parameters<typeof head>[0]) =>
    claims('gaze_away', factor, frames(directions), { calibration });
  expect(by(1, { x: 0.4 })).toBeGreaterThan(0);
  expect(by(2, { x: 0.4 })).toBe(0);
  expect(by(3, { x: 0.7, y: 0.12 })).toBe(0);
});

it('eyes that look down are not away by any factor', () => {
  const frames = [
    ...Array.from({ length: 25 }, () => frontal),
    ...Array.from({ length: 60 }, () => ({ ...frontal, ...head({ x: 0.7, y: 0.01 }) })),
  ];
  for (const factor of [0.5, 1, 2]) expect(claims('gaze_away', factor, frames)).toBe(0);
});

it('nobody is there with any factor', () => {
  const gone = Array.from({ length: 20 }, () => ({ ...frontal, ...nobody }));
  expect(claims('no_face', 3, gone)).toBe(1);
});

it('a second face at the picture’s edge is as large as its other side tells', () => {
  const cut = {
    faces: 2,
    boxes: [...found(seat), ...found({ x: 0.98, y: 0.1, w: 0.02, h: 0.15 })],
  };
  const frames = Array.from({ length: 20 }, () => ({ ...frontal, ...cut }));
  expect(claims('multiple_faces', 2.5, frames)).toBe(1);
});
