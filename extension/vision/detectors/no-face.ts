import { config } from '../../config.ts';
import { notHeld, type Held } from '../held.ts';
import { holdForCatalogue, type Detector } from './detector.ts';

/** Nobody in the picture. In a dim one a face may be there and not be seen: that is no violation. */
export const noFace: Detector<Held> = {
  type: 'no_face',
  initial: notHeld,
  step: (state, { faces, luma }, now) =>
    holdForCatalogue('no_face', state, faces === 0 && luma >= config.detectors.dimLuma, now),
};
