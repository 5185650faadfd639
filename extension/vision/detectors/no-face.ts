import { holding } from './detector.ts';
import { isBlack, isBlurred, isDim } from './picture-quality.ts';

/** Nobody in the picture. In a dim or blurred one a face may be there unseen: that is no violation. */
export const noFace = holding(
  'no_face',
  (signals) => signals.faces === 0 && !isBlack(signals) && !isDim(signals) && !isBlurred(signals),
);
