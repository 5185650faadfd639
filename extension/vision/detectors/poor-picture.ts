import { config } from '../../config.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { heldAnew, hold, notHeld, type Held } from '../held.ts';
import { holdByRule, wholeMs, type Detector } from './detector.ts';
import { blurStrength, isBlack, isBlurred, isClear, isStill } from './picture-quality.ts';
import type { Verdict } from './verdict.ts';

export interface PoorPicture {
  readonly blurred: Held;
  readonly frozen: Held;
  /** The same, whether or not it was claimed meanwhile. */
  readonly still: Held;
}

/**
 * A blurred picture, or one that stands still though the camera goes on delivering. Each has to hold by
 * itself. One changed picture is enough to say that nothing is frozen, so that no gap is forgiven there.
 * A factor divides the sharpness that a picture has to have, and multiplies how long it may stand still.
 */
export const poorPicture: Detector<PoorPicture> = {
  type: 'poor_picture',
  initial: { blurred: notHeld, frozen: notHeld, still: notHeld },
  step(state, sample) {
    const { frame, now, rule } = sample;
    const { frozenMs, jumpMs } = config.detectors;
    const frozenForMs = frozenMs * rule.thresholdFactor;
    const blurred = holdByRule(state.blurred, blur(frame, rule.thresholdFactor), sample);
    const stands = (held: Held, heldForMs: number) =>
      hold(held, isStill(frame), now, { heldForMs, gapMs: 0, gapSamples: 0, jumpMs });
    const frozen = stands(state.frozen, Math.max(rule.heldForMs, frozenForMs));
    // A picture may be the same as the one before for a moment; that alone is nothing.
    const still = stands(state.still, frozenForMs);
    return {
      state: { blurred: blurred.state, frozen: frozen.state, still: still.state },
      verdict: still.heldMs === null ? blurred.verdict : 'shows',
      heldMs: blurred.heldMs ?? wholeMs(frozen.heldMs),
      strength:
        blurred.heldMs === null && frozen.heldMs !== null
          ? frozen.heldMs / frozenMs
          : blurStrength(frame),
    };
  },
  claimed: ({ blurred, frozen, still }, now) => ({
    still,
    blurred: heldAnew(blurred, now),
    frozen: heldAnew(frozen, now),
  }),
};

function blur(frame: FrameSignals, factor: number): Verdict {
  if (isBlurred(frame, factor)) return 'shows';
  // In the dark everything looks blurred.
  return isBlack(frame) || !isClear(frame) ? 'unsure' : 'clear';
}
