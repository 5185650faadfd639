import { config } from '../../config.ts';
import { notHeld, type Held } from '../held.ts';
import { learnNeutral, unknownNeutral, type Neutral } from '../neutral.ts';
import { holdForCatalogue, type Detector } from './detector.ts';

export interface HeadTurned {
  readonly held: Held;
  readonly neutral: Neutral;
}

/** A head turned to a side. Lifting or lowering it is thinking, or writing, and never counts. */
export const headTurned: Detector<HeadTurned> = {
  type: 'head_turned',
  initial: { held: notHeld, neutral: unknownNeutral },
  step(state, { faces, luma, yaw }, now) {
    // With a second face in the picture nobody knows whose head it is; in a black one, whether it is one.
    const known = yaw !== null && faces === 1 && luma >= config.detectors.blackoutLuma;
    const neutral = known ? learnNeutral(state.neutral, yaw, now, config.detectors) : state.neutral;
    const turned = known && Math.abs(yaw - neutral.offset) > config.detectors.turnedYaw;
    const { state: held, seen } = holdForCatalogue('head_turned', state.held, turned, now);
    return { state: { held, neutral }, ...(seen && { seen }) };
  },
};
