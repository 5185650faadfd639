import { config } from '../../config.ts';
import { notHeld, type Held } from '../held.ts';
import { holdForCatalogue, type Detector } from './detector.ts';

/** A covered camera or no light. Judged by brightness: faces are found even in nearly black pictures. */
export const cameraBlackout: Detector<Held> = {
  type: 'camera_blackout',
  initial: notHeld,
  step: (state, { luma }, now) =>
    holdForCatalogue('camera_blackout', state, luma < config.detectors.blackoutLuma, now),
};
