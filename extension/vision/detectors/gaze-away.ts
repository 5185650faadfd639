import { config } from '../../config.ts';
import type { Calibration } from '../calibration.ts';
import { aimOf, type Aim } from '../face-geometry.ts';
import type { Face, FrameSignals } from '../frame-signals.ts';
import { heldAnew, notHeld, type Held } from '../held.ts';
import { learnNeutral, unknownNeutral, type Neutral } from '../neutral.ts';
import { holdByRule, type Detector } from './detector.ts';
import { neutralEyes, neutralHead } from './neutral-rules.ts';
import { isJudgeable } from './picture-quality.ts';

/** What was learnt of the student looking at the screen. */
export interface Bearings {
  readonly yaw: Neutral;
  readonly x: Neutral;
  readonly y: Neutral;
}

export interface GazeAway {
  readonly held: Held;
  readonly bearings: Bearings;
}

/**
 * Eyes beyond the screen's sides or above it while the head faces it. Where they point to is head and
 * eyes together: eyes that stay on the screen while the head turns are not away. Lowered eyes are on
 * the keyboard or on paper and never count. Where gaze cannot be told, nothing is said.
 */
export const gazeAway: Detector<GazeAway> = {
  type: 'gaze_away',
  initial: {
    held: notHeld,
    bearings: { yaw: unknownNeutral, x: unknownNeutral, y: unknownNeutral },
  },
  step(state, sample) {
    const { frame, now, calibration } = sample;
    // Nobody looked at the eyes: neither away nor here.
    if (frame.look === 'glance') return { state, heldMs: null };
    const seen = readable(frame);
    const bearings = seen === null ? state.bearings : learn(state.bearings, seen, now);
    const screen = screenOf(bearings, calibration);
    const away = seen !== null && screen !== null && isAway(seen, screen);
    const { state: held, heldMs } = holdByRule(state.held, away, sample);
    return { state: { held, bearings }, heldMs };
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

function learn({ yaw, x, y }: Bearings, seen: Readable, now: number): Bearings {
  return {
    yaw: learnNeutral(yaw, seen.yaw, now, neutralHead),
    x: learnNeutral(x, seen.aim.x, now, neutralEyes),
    y: learnNeutral(y, seen.aim.y, now, neutralEyes),
  };
}

/** Where the screen is: eyes within it are here. Degrees, and half eye widths. */
interface Screen {
  readonly yaw: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** Below it, eyes are lowered. */
  readonly bottom: number;
}

/** @returns null as long as nobody knows where: eyes differ more than they move on a screen */
function screenOf({ yaw, x, y }: Bearings, calibration: Calibration | null): Screen | null {
  const { sideways, upwards, lowered, rangeMargin } = config.detectors.gaze;
  if (calibration === null) {
    if (!x.known || !y.known) return null;
    return {
      yaw: yaw.offset,
      left: x.offset + sideways,
      right: x.offset - sideways,
      top: y.offset - upwards,
      bottom: y.offset + lowered,
    };
  }
  const { neutral, gazeRange } = calibration;
  return {
    yaw: neutral.yaw,
    left: gazeRange.x[1] + rangeMargin,
    right: gazeRange.x[0] - rangeMargin,
    top: gazeRange.y[0] - rangeMargin,
    bottom: gazeRange.y[1] + rangeMargin,
  };
}

function isAway({ yaw, aim }: Readable, screen: Screen): boolean {
  // A head that is turned away is the head's matter, and not claimed twice.
  if (Math.abs(yaw - screen.yaw) > config.detectors.turnedYaw) return false;
  if (aim.y > screen.bottom) return false;
  return aim.x > screen.left || aim.x < screen.right || aim.y < screen.top;
}
