import { defaultPolicy } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../sitting/index.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { frontal, head } from '../testing/frames.ts';
import { gazeAway, type GazeAway } from './gaze-away.ts';

const rule = defaultPolicy.violations.gaze_away;

/** Shows a picture for a while after the student has looked at the screen; whether it is claimed. */
function claimed(
  change: Partial<FrameSignals>,
  {
    calibration = null,
    first = {},
    forMs = 10_000,
  }: { calibration?: Calibration | null; first?: Partial<FrameSignals>; forMs?: number } = {},
): boolean {
  let state: GazeAway = gazeAway.initial;
  let seen = false;
  for (let now = 0; now < 5000 + forMs; now += 200) {
    const frame = { ...frontal, ...(now < 5000 ? first : change) };
    const step = gazeAway.step(state, { frame, now, rule, calibration });
    state = step.state;
    seen ||= now >= 5000 && step.heldMs !== null;
  }
  return seen;
}

describe('eyes are away', () => {
  it.each([{ x: 0.6 }, { x: -0.5 }, { y: -0.5 }, { x: 0.6, y: -0.5 }])('at %o', (directions) => {
    expect(claimed(head(directions))).toBe(true);
  });

  it.each([{ x: 0.26 }, { x: -0.15 }, { y: -0.28 }])('but not yet at %o', (directions) => {
    expect(claimed(head(directions))).toBe(false);
  });

  it('where head and eyes turn the same way, though neither is far', () => {
    expect(claimed(head({ yaw: 20 }))).toBe(false);
    expect(claimed(head({ x: 0.25 }))).toBe(false);
    expect(claimed(head({ yaw: 20, x: 0.25 }))).toBe(true);
  });

  it('but not where they stay on the screen while the head turns', () => {
    for (const [yaw, x] of [[-20, 0.35] as const, [20, -0.25] as const]) {
      expect(claimed(head({ x }))).toBe(true);
      expect(claimed(head({ x, yaw }))).toBe(false);
    }
  });

  it('only for as long as the policy says', () => {
    expect(claimed(head({ x: 0.6 }), { forMs: rule.heldForMs - 200 })).toBe(false);
    expect(claimed(head({ x: 0.6 }), { forMs: rule.heldForMs + 400 })).toBe(true);
  });

  it('relative to how this student looks at the screen', () => {
    const first = head({ x: 0.1 });
    expect(claimed(head({ x: 0.3 }))).toBe(true);
    expect(claimed(head({ x: 0.3 }), { first })).toBe(false);
    expect(claimed(head({ x: -0.2 }), { first })).toBe(true);
  });

  it('but somebody who looks away from the start neither becomes neutral nor is claimed', () => {
    const first = head({ x: 0.7 });
    expect(claimed(first, { first })).toBe(false);
    expect(claimed(head(), { first })).toBe(false);
  });
});

describe('nothing is said of eyes', () => {
  const away = head({ x: 0.7 });

  it('that look down, wherever to', () => {
    expect(claimed(head({ y: 0.3 }))).toBe(false);
    expect(claimed(head({ x: 0.7, y: 0.1 }))).toBe(false);
  });

  it('that are closed, even one of them', () => {
    expect(claimed(head({ x: 0.7, openness: 0.1 }))).toBe(false);
    const { face } = away;
    const eyes = face?.eyes;
    if (!face || !eyes) throw new Error('no eyes');
    const winking = { ...face, eyes: { ...eyes, left: { ...eyes.left, openness: 0.05 } } };
    expect(claimed({ face: winking })).toBe(false);
  });

  it.each<[string, Partial<FrameSignals>]>([
    ['in a small face', head({ x: 0.7, width: 0.14 })],
    ['in a turned head', head({ x: 0.7, yaw: 40 })],
    ['beside another face', { ...away, faces: 2 }],
    ['in a dim picture', { ...away, luma: 25 }],
    ['in a black picture', { ...away, luma: 3, deviation: 1 }],
    ['in a blurred picture', { ...away, sharpness: 1 }],
    ['that nobody looked at', { ...away, look: 'glance' }],
    ['that are not there', { face: null }],
  ])('%s', (_, change) => {
    expect(claimed(away)).toBe(true);
    expect(claimed({ ...away, ...change })).toBe(false);
  });

  it('in a face of too few pixels, however much of the picture it fills', () => {
    const portrait = { ...head({ x: 0.7, width: 0.25 }), picture: { width: 360, height: 640 } };
    expect(claimed(portrait)).toBe(false);
    expect(claimed({ ...portrait, ...head({ x: 0.7, width: 0.3 }) })).toBe(true);
  });
});

describe('a calibration', () => {
  const calibration: Calibration = {
    neutral: { yaw: 0, pitch: 0, gazeX: 0, gazeY: -0.1 },
    gazeRange: { x: [-0.15, 0.5], y: [-0.3, 0.1] },
    background: [],
  };

  it('says where the screen ends, on each side', () => {
    const by = (directions: Parameters<typeof head>[0]) =>
      claimed(head({ yaw: 0, ...directions }), { calibration });
    expect(by({ x: 0.55 })).toBe(false);
    expect(by({ x: 0.6 })).toBe(true);
    expect(by({ x: -0.2 })).toBe(false);
    expect(by({ x: -0.25 })).toBe(true);
    expect(by({ y: -0.35 })).toBe(false);
    expect(by({ y: -0.4 })).toBe(true);
    expect(by({ x: 0.7, y: 0.2 })).toBe(false);
  });

  it('holds whatever the first seconds show', () => {
    expect(claimed(head({ yaw: 0, x: 0.6 }), { calibration, first: head({ x: 0.2 }) })).toBe(true);
  });
});
