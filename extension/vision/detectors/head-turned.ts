import { config } from '../../config.ts';
import { heldAnew, notHeld, type Held } from '../held.ts';
import { learnNeutral, unknownNeutral, type Neutral } from '../neutral.ts';
import { holdByRule, type Detector } from './detector.ts';
import { isBlack } from './picture-quality.ts';

export interface HeadTurned {
  readonly held: Held;
  readonly neutral: Neutral;
}

/** A head turned to a side. Lifting or lowering it is thinking, or writing, and never counts. */
export const headTurned: Detector<HeadTurned> = {
  type: 'head_turned',
  initial: { held: notHeld, neutral: unknownNeutral },
  step(state, signals, now, rule) {
    const { faces, yaw } = signals;
    // With a second face in the picture nobody knows whose head it is; in a black one, whether it is one.
    const known = yaw !== null && faces === 1 && !isBlack(signals);
    const neutral = known ? learnNeutral(state.neutral, yaw, now, config.detectors) : state.neutral;
    const turned = known && Math.abs(yaw - neutral.offset) > config.detectors.turnedYaw;
    const { state: held, heldMs } = holdByRule(state.held, turned, now, rule);
    return { state: { held, neutral }, heldMs };
  },
  claimed: ({ held, neutral }, now) => ({ held: heldAnew(held, now), neutral }),
};
