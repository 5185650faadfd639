import { config } from '../../config.ts';
import { notHeld, type Held } from '../held.ts';
import { holdForCatalogue, type Detector } from './detector.ts';

/** More than one face. Noise in a black picture passes for faces, so that those do not count. */
export const multipleFaces: Detector<Held> = {
  type: 'multiple_faces',
  initial: notHeld,
  step: (state, { faces, luma }, now) =>
    holdForCatalogue(
      'multiple_faces',
      state,
      faces > 1 && luma >= config.detectors.blackoutLuma,
      now,
    ),
};
