import { holding } from './detector.ts';
import { isJudgeable } from './picture-quality.ts';

/**
 * Nobody in the picture. In a dim or blurred one a face may be there unseen: that is no violation.
 *
 * Its only threshold is whether there is a face at all, and half a face less is nothing: a factor makes
 * no difference here, and whoever has to be away for longer is given a longer holding time.
 */
export const noFace = holding(
  'no_face',
  (frame) => {
    if (frame.faces > 0) return 'clear';
    return isJudgeable(frame) ? 'shows' : 'unsure';
  },
  () => null,
);
