import type { Signals } from '@invigil/shared-types';
import { config } from '../../config.ts';

/*
 * What a picture is good for, from black to clear. One place, so that no two detectors claim the same
 * darkness, and none judges a picture that shows nothing.
 */

/** No light at all, or a covered camera. Even here models find faces, in noise. */
export function isBlack({ luma }: Signals): boolean {
  return luma < config.detectors.blackoutLuma;
}

/** Some light, but too little to say who or what is there. */
export function isDim(signals: Signals): boolean {
  return !isBlack(signals) && signals.luma < config.detectors.dimLuma;
}

/** Light enough for a sharp picture, and yet without any edge. */
export function isBlurred({ luma, sharpness }: Signals): boolean {
  return (
    luma >= config.detectors.clearLuma &&
    sharpness !== null &&
    sharpness < config.detectors.blurredSharpness
  );
}

/** Nothing moves, not even a camera's own noise. A black picture says nothing about that. */
export function isStill(signals: Signals): boolean {
  const { difference } = signals;
  return !isBlack(signals) && difference !== null && difference < config.detectors.frozenDifference;
}
