import { holding } from './detector.ts';
import { isBlack } from './picture-quality.ts';

/** More than one face. Noise in a black picture passes for faces, so that those do not count. */
export const multipleFaces = holding(
  'multiple_faces',
  (signals) => signals.faces > 1 && !isBlack(signals),
);
