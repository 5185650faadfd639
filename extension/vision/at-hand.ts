import { isBlack, isJudgeable, isStill } from './detectors/picture-quality.ts';
import type { Reduced } from './reduced.ts';
import type { AtHand } from './sight.ts';

/** What a reduced copy tells of a picture before any model looks at it. */
export const atHandOf = (reduced: Reduced): AtHand => ({
  isBlack: isBlack(reduced),
  isUnchanged: isStill(reduced),
  isJudgeable: isJudgeable(reduced),
});
