import { config } from '../../config.ts';
import { heldAnew, hold, notHeld, type Held } from '../held.ts';
import { holdByRule, wholeMs, type Detector } from './detector.ts';
import { isBlurred, isStill } from './picture-quality.ts';

export interface PoorPicture {
  readonly blurred: Held;
  readonly frozen: Held;
}

/**
 * A blurred picture, or one that stands still though the camera goes on delivering. Each has to hold by
 * itself. One changed picture is enough to say that nothing is frozen, so that no gap is forgiven there.
 */
export const poorPicture: Detector<PoorPicture> = {
  type: 'poor_picture',
  initial: { blurred: notHeld, frozen: notHeld },
  step(state, sample) {
    const { frame, now, rule } = sample;
    const blurred = holdByRule(state.blurred, isBlurred(frame), sample);
    const { frozenMs, jumpMs } = config.detectors;
    const heldForMs = Math.max(rule.heldForMs, frozenMs);
    const frozen = hold(state.frozen, isStill(frame), now, { heldForMs, gapMs: 0, jumpMs });
    return {
      state: { blurred: blurred.state, frozen: frozen.state },
      heldMs: blurred.heldMs ?? wholeMs(frozen.heldMs),
    };
  },
  claimed: ({ blurred, frozen }, now) => ({
    blurred: heldAnew(blurred, now),
    frozen: heldAnew(frozen, now),
  }),
};
