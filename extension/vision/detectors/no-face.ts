import { holding } from './detector.ts';
import { isJudgeable } from './picture-quality.ts';

/** Nobody in the picture. In a dim or blurred one a face may be there unseen: that is no violation. */
export const noFace = holding('no_face', (frame) => frame.faces === 0 && isJudgeable(frame));
