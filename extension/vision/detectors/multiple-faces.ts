import { holding } from './detector.ts';
import { isBlack } from './picture-quality.ts';

/**
 * More than one face, by the larger of both models' counts: one model overlooks small faces, the other
 * tilted ones. What only one of them sees now and then does not hold. Noise in a black picture passes
 * for faces, so that those do not count.
 */
export const multipleFaces = holding(
  'multiple_faces',
  (frame) => frame.faces > 1 && !isBlack(frame),
);
