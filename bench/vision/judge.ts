import { defaultPolicy, type ViolationType } from '@invigil/shared-types';
import { config } from '../../extension/config.ts';
import type { Calibration } from '../../extension/sitting/calibration.ts';
import { leaveOutBackground, noBackground } from '../../extension/vision/background.ts';
import { Detectors } from '../../extension/vision/detectors/index.ts';
import { aimOf } from '../../extension/vision/face-geometry.ts';
import type { FrameSignals } from '../../extension/vision/frame-signals.ts';
import { median } from '../../extension/vision/rate.ts';

/* The agent's detectors on simulated time. */

/** How often pictures are looked at, as the adaptive rate has it on a middling laptop. Milliseconds. */
export const everyMs = 200;
/** A violation is shown for so many times its holding time. */
const shownFor = 1.3;

export interface Claim {
  readonly type: ViolationType;
  /** Since the first picture. Milliseconds. */
  readonly at: number;
}

/** What the agent claims of a sequence, by the policy that exams begin with. */
export function claimsIn(
  frames: readonly FrameSignals[],
  calibration: Calibration | null,
): Claim[] {
  const detectors = new Detectors(config.detectors.suppressionMarginMs);
  detectors.calibrate(calibration);
  const claims: Claim[] = [];
  let background = noBackground;
  for (const [index, measured] of frames.entries()) {
    const at = index * everyMs;
    const left = leaveOutBackground(background, measured, at, calibration?.background ?? []);
    background = left.state;
    const { claim } = detectors.look(left.frame, at, defaultPolicy.violations);
    if (claim !== null) claims.push({ type: claim.type, at });
  }
  return claims;
}

/** How long the longest holding has to be shown. Milliseconds. */
export const longestShownMs =
  shownFor * Math.max(...Object.values(defaultPolicy.violations).map(({ heldForMs }) => heldForMs));

/**
 * The frames of one moment for as long as the longest holding needs: a few that were measured, again
 * and again. The first of them has no difference to one before, and is shown only once.
 */
export function heldFor(measured: readonly FrameSignals[], ms: number): FrameSignals[] {
  const [first, ...others] = measured;
  if (first === undefined) return [];
  const count = Math.ceil(ms / everyMs) + 1;
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? first : (others[(index - 1) % Math.max(1, others.length)] ?? first),
  );
}

/**
 * Whether a violation was claimed. One that is there has to be claimed within 1.3 times its holding
 * time; one that is not there must not be claimed at all.
 */
export function isClaimed(
  type: ViolationType,
  claims: readonly Claim[],
  isThere: boolean,
): boolean {
  const { heldForMs } = defaultPolicy.violations[type];
  const latest = isThere ? shownFor * heldForMs + everyMs : Infinity;
  return claims.some((claim) => claim.type === type && claim.at <= latest);
}

/** What the calibration would have learnt of somebody who looks at the screen in these frames. */
export function calibrationBy(frames: readonly FrameSignals[]): Calibration | null {
  const { turnShare, sideways, upwards, lowered, rangeMargin } = config.detectors.gaze;
  const faces = frames.flatMap(({ face }) => (face === null || face.eyes === null ? [] : [face]));
  const aims = faces.map((face) =>
    face.eyes === null ? null : aimOf({ yaw: face.yaw, eyes: face.eyes }, turnShare),
  );
  const known = aims.filter((aim) => aim !== null);
  if (known.length === 0) return null;
  const gazeX = median(known.map(({ x }) => x));
  const gazeY = median(known.map(({ y }) => y));
  return {
    neutral: {
      yaw: median(faces.map(({ yaw }) => yaw)),
      pitch: median(faces.map(({ pitch }) => pitch)),
      gazeX,
      gazeY,
    },
    // Nobody looked at a screen's corners here: as wide as the detector itself presumes.
    gazeRange: {
      x: [gazeX - sideways + rangeMargin, gazeX + sideways - rangeMargin],
      y: [gazeY - upwards + rangeMargin, gazeY + lowered - rangeMargin],
    },
    background: [],
  };
}

/** The same person in a mirror. */
export function mirroredCalibration({ neutral, gazeRange, background }: Calibration): Calibration {
  const [least, most] = gazeRange.x;
  return {
    neutral: { ...neutral, yaw: -neutral.yaw, gazeX: -neutral.gazeX },
    gazeRange: { x: [-most, -least], y: gazeRange.y },
    background,
  };
}
