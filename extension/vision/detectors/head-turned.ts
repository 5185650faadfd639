import { config } from '../../config.ts';
import { heldAnew, notHeld, type Held } from '../held.ts';
import { learnNeutral, unknownNeutral, type Neutral } from '../neutral.ts';
import { holdByRule, type Detector } from './detector.ts';
import { neutralHead } from './neutral-rules.ts';
import { isBlack } from './picture-quality.ts';

export interface HeadTurned {
  readonly held: Held;
  readonly neutral: Neutral;
}

/** A head turned to a side. Lifting or lowering it is thinking, or writing, and never counts. */
export const headTurned: Detector<HeadTurned> = {
  type: 'head_turned',
  initial: { held: notHeld, neutral: unknownNeutral },
  step(state, sample) {
    const { frame, now, calibration } = sample;
    // Nobody looked at the head: neither turned nor straight.
    if (frame.look === 'glance') return { state, heldMs: null };
    const { faces, face } = frame;
    // With a second face in the picture nobody knows whose head it is; in a black one, whether it is one.
    const known = face !== null && faces === 1 && !isBlack(frame);
    const neutral = known ? learnNeutral(state.neutral, face.yaw, now, neutralHead) : state.neutral;
    const straight = calibration?.neutral.yaw ?? neutral.offset;
    const turned = known && Math.abs(face.yaw - straight) > config.detectors.turnedYaw;
    const { state: held, heldMs } = holdByRule(state.held, turned, sample);
    return { state: { held, neutral }, heldMs };
  },
  claimed: ({ held, neutral }, now) => ({ held: heldAnew(held, now), neutral }),
};
