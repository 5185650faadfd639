import { config } from '../../config.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { holding, shows } from './detector.ts';
import { isBlack } from './picture-quality.ts';

/**
 * More than one live face, by the larger of both models' counts: one model overlooks small faces, the
 * other tilted ones. What only one of them sees now and then does not hold. Noise in a black picture
 * passes for faces, so that those do not count.
 *
 * A factor multiplies how large the second face has to be. Whoever sits in a room with others in it, or
 * has somebody at hand for care, is judged by those who come close.
 */
export const multipleFaces = holding(
  'multiple_faces',
  (frame, factor) => {
    if (isBlack(frame)) return 'unsure';
    const large = config.detectors.secondFace * factor;
    return shows(frame.faces > 1 && secondLargest(frame) >= large);
  },
  (frame) => secondLargest(frame) / config.detectors.secondFace,
);

/** The second largest face of a model that found two. Share of the picture's width. */
function secondLargest({ boxes, picture }: FrameSignals): number {
  const seconds = (['detector', 'landmarker'] as const).map((model) => {
    const sizes = boxes
      .filter(({ source }) => source === model)
      // A face at the picture's edge is cut; its other side tells how large it is.
      .map(({ w, h }) => Math.max(w, (h * picture.height) / picture.width));
    return sizes.sort((a, b) => b - a)[1] ?? 0;
  });
  return Math.max(...seconds);
}
