import { config } from '../../config.ts';
import type { Face, FrameSignals } from '../frame-signals.ts';
import { heldAnew, notHeld, type Held } from '../held.ts';
import { middleOf, noBearing, takeBearing, type Bearing } from './bearing.ts';
import { headRules } from './bearing-rules.ts';
import { holdByRule, shows, type Detector } from './detector.ts';
import { isBlack, isJudgeable } from './picture-quality.ts';

export interface HeadTurned {
  readonly held: Held;
  readonly yaw: Bearing;
}

/**
 * A head turned to a side. Lifting or lowering it is thinking, or writing, and never counts. A factor
 * multiplies how far it may be turned. A profile is too far turned for landmarks, and shows without.
 */
export const headTurned: Detector<HeadTurned> = {
  type: 'head_turned',
  initial: { held: notHeld, yaw: noBearing },
  step(state, sample) {
    const { frame, now, rule, calibration } = sample;
    // Nobody looked at the head: neither turned nor straight.
    if (frame.look === 'glance') return { state, verdict: 'unsure', heldMs: null, strength: null };
    const face = onlyFace(frame);
    if (face === null) {
      const middle = middleOf(state.yaw) ?? calibration?.neutral.yaw ?? 0;
      const strength = strengthOfProfile(frame, middle);
      const verdict = strength !== null && strength > rule.thresholdFactor ? 'shows' : 'unsure';
      const { state: held, heldMs } = holdByRule(state.held, verdict, sample);
      return { state: { ...state, held }, verdict, heldMs, strength };
    }
    const yaw = takeBearing(state.yaw, face.yaw, now, calibration?.neutral.yaw ?? null, headRules);
    const strength = Math.abs(face.yaw - (middleOf(yaw) ?? 0)) / config.detectors.turnedYaw;
    const verdict = shows(strength > rule.thresholdFactor);
    const { state: held, heldMs } = holdByRule(state.held, verdict, sample);
    return { state: { held, yaw }, verdict, heldMs, strength };
  },
  claimed: ({ held, yaw }, now) => ({ held: heldAnew(held, now), yaw }),
};

/** With a second face in the picture nobody knows whose head it is; in a black one, whether it is one. */
function onlyFace(frame: FrameSignals): Face | null {
  return frame.faces === 1 && !isBlack(frame) ? frame.face : null;
}

/**
 * A head of which the landmark model sees nothing, and the detector that it is turned far. Less than
 * that is no sign of a straight one: nobody knows.
 */
function strengthOfProfile(frame: FrameSignals, middle: number): number | null {
  const { faces, roughYaw, boxes, picture } = frame;
  if (faces !== 1 || roughYaw === null || !isJudgeable(frame)) return null;
  const { yaw, minFacePixels } = config.detectors.profile;
  const pixels = Math.max(0, ...boxes.map(({ w }) => w * picture.width));
  return pixels >= minFacePixels ? Math.abs(roughYaw - middle) / yaw : null;
}
