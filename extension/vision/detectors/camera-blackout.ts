import { holding } from './detector.ts';
import { isBlack } from './picture-quality.ts';

/** A covered camera or no light. Judged by the light: faces are found even in nearly black pictures. */
export const cameraBlackout = holding('camera_blackout', isBlack);
