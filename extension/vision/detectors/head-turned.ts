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
    const visible = yaw !== null && luma >= config.detectors.blackoutLuma;
    const neutral =
      visible && faces === 1
        ? learnNeutral(state.neutral, yaw, now, config.detectors)
        : state.neutral;
    const turned = visible && Math.abs(yaw - neutral.offset) > config.detectors.turnedYaw;
    const { state: held, seen } = holdForCatalogue('head_turned', state.held, turned, now);
    return { state: { held, neutral }, ...(seen && { seen }) };
  },
};
