import { config } from '../../config.ts';
import { holding, shows } from './detector.ts';
import { isBlack } from './picture-quality.ts';

/**
 * A covered camera or no light. Judged by the light: faces are found even in nearly black pictures. A
 * factor divides the light below which a picture is black.
 */
export const cameraBlackout = holding(
  'camera_blackout',
  (frame, factor) => shows(isBlack(frame, factor)),
  ({ luma }) => config.detectors.blackoutLuma / luma,
);
