import { config } from '../../config.ts';
import type { Calibration } from '../../sitting/index.ts';
import { aimOf, type Aim } from '../face-geometry.ts';
import type { Face, FrameSignals } from '../frame-signals.ts';
import { heldAnew, notHeld, type Held } from '../held.ts';
import { middleOf, noBearing, takeBearing, type Bearing } from './bearing.ts';
import { eyeRules, headRules } from './bearing-rules.ts';
import { holdByRule, shows, type Detector } from './detector.ts';
import { isJudgeable } from './picture-quality.ts';

/** What is known of the student looking at the screen. */
export interface Bearings {
  readonly yaw: Bearing;
  readonly x: Bearing;
  readonly y: Bearing;
}

export interface GazeAway {
  readonly held: Held;
  readonly bearings: Bearings;
}

/**
 * Eyes beyond the screen's sides or above it while the head faces it. Where they point to is head and
 * eyes together: eyes that stay on the screen while the head turns are not away. Lowered eyes are on
 * the keyboard or on paper and never count. Where gaze cannot be told, it is said so, and nothing else.
 *
 * A factor multiplies how far beyond the screen's middle, or beyond its calibrated edges, is away.
 */
export const gazeAway: Detector<GazeAway> = {
  type: 'gaze_away',
  initial: { held: notHeld, bearings: { yaw: noBearing, x: noBearing, y: noBearing } },
  step(state, sample) {
    const { frame, now, rule, calibration } = sample;
    // Nobody looked at the eyes: neither away nor here.
    if (frame.look === 'glance') return { state, verdict: 'unsure', heldMs: null, strength: null };
    const seen = readable(frame);
    const bearings = seen === null ? state.bearings : take(state.bearings, seen, now, calibration);
    const screen = screenOf(bearings, calibration);
    const strength = seen === null || screen === null ? null : strengthOf(seen, screen);
    const verdict = strength === null ? 'unsure' : shows(strength > rule.thresholdFactor);
    const { state: held, heldMs } = holdByRule(state.held, verdict, sample);
    return { state: { held, bearings }, verdict, heldMs, strength };
  },
  claimed: ({ held, bearings }, now) => ({ held: heldAnew(held, now), bearings }),
};

interface Readable {
  readonly yaw: number;
  readonly aim: Aim;
}

/** The gaze, where one can be told: a single face, large enough, eyes open, in a clear picture. */
function readable(frame: FrameSignals): Readable | null {
  const { face, faces, picture } = frame;
  const { minFacePixels, minOpenness, turnShare } = config.detectors.gaze;
  if (face === null || !hasEyes(face) || faces !== 1 || !isJudgeable(frame)) return null;
  if (face.width * picture.width < minFacePixels) return null;
  const { left, right } = face.eyes;
  if (Math.min(left.openness, right.openness) < minOpenness) return null;
  return { yaw: face.yaw, aim: aimOf(face, turnShare) };
}

function hasEyes(face: Face): face is Face & { readonly eyes: NonNullable<Face['eyes']> } {
  return face.eyes !== null;
}

function take(
  { yaw, x, y }: Bearings,
  seen: Readable,
  now: number,
  calibration: Calibration | null,
): Bearings {
  const { yaw: straight = null, gazeX = null, gazeY = null } = calibration?.neutral ?? {};
  return {
    yaw: takeBearing(yaw, seen.yaw, now, straight, headRules),
    x: takeBearing(x, seen.aim.x, now, gazeX, eyeRules),
    y: takeBearing(y, seen.aim.y, now, gazeY, eyeRules),
  };
}

/** Where the screen is: eyes within it are here. Degrees, and half eye widths. */
interface Screen {
  readonly yaw: number;
  /** From these on a factor moves the edges beyond which eyes are away. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** How far, by a factor of 1. */
  readonly beyond: { readonly sideways: number; readonly upwards: number };
  /**
   * Below it, eyes are lowered. No factor moves it: were eyes called lowered only further down as well, more
   * of them would be away.
   */
  readonly bottom: number;
}

/** @returns null as long as nobody knows where: eyes differ more than they move on a screen */
function screenOf(bearings: Bearings, calibration: Calibration | null): Screen | null {
  const [x, y] = [middleOf(bearings.x), middleOf(bearings.y)];
  if (x === null || y === null) return null;
  const yaw = middleOf(bearings.yaw) ?? 0;
  const { sideways, upwards, lowered, rangeMargin } = config.detectors.gaze;
  if (calibration === null) {
    return { yaw, left: x, right: x, top: y, beyond: { sideways, upwards }, bottom: y + lowered };
  }
  const { neutral, gazeRange } = calibration;
  // The edges have gone where the middle has gone.
  const [driftX, driftY] = [x - neutral.gazeX, y - neutral.gazeY];
  return {
    yaw,
    left: gazeRange.x[1] + driftX,
    right: gazeRange.x[0] + driftX,
    top: gazeRange.y[0] + driftY,
    beyond: { sideways: rangeMargin, upwards: rangeMargin },
    bottom: gazeRange.y[1] + driftY + rangeMargin,
  };
}

/** How far beyond the screen the eyes are, by what a factor of 1 asks for; 0 where they are not away. */
function strengthOf({ yaw, aim }: Readable, screen: Screen): number {
  const { left, right, top, bottom, beyond } = screen;
  // A head that is turned away is the head's matter, and not claimed twice.
  if (Math.abs(yaw - screen.yaw) > config.detectors.turnedYaw || aim.y > bottom) return 0;
  return Math.max(
    0,
    (aim.x - left) / beyond.sideways,
    (right - aim.x) / beyond.sideways,
    (top - aim.y) / beyond.upwards,
  );
}
