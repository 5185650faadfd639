import { config } from '../../config.ts';
import { holding, shows } from './detector.ts';
import { isDim } from './picture-quality.ts';

/**
 * Too little light to see the student well, though not none. A factor divides the light below which it
 * is too little.
 */
export const lowLight = holding(
  'low_light',
  (frame, factor) => shows(isDim(frame, factor)),
  ({ luma }) => config.detectors.dimLuma / luma,
);
