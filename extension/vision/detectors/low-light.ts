import { holding } from './detector.ts';
import { isDim } from './picture-quality.ts';

/** Too little light to see the student well, though not none. */
export const lowLight = holding('low_light', isDim);
