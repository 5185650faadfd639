import type { ViolationType } from '@invigil/shared-types';
import type { FrameSignals } from '../frame-signals.ts';
import { isBlack, isJudgeable, isStill } from './picture-quality.ts';
import type { Verdict } from './verdict.ts';

/** Which pictures count when a detector asks itself whether it is wrong about a student. */
type Calm = (frame: FrameSignals) => boolean;

/** The student alone, followed by their landmarks, in a picture that says what it shows. */
const atTheScreen: Calm = (frame) => isAlone(frame) && isJudgeable(frame);

/**
 * A picture in which the landmarks of a face are followed all along is good enough to see the student
 * in, whatever its light measures. One that stands still is not: whoever shows a still instead of
 * themselves would be followed very well, and could wait for the detector to give in.
 */
const wellSeen: Calm = (frame) => isAlone(frame) && !isBlack(frame) && !isStill(frame);

const isAlone: Calm = ({ faces, face }) => faces === 1 && face !== null;

const calm: Readonly<Partial<Record<ViolationType, Calm>>> = {
  head_turned: atTheScreen,
  gaze_away: atTheScreen,
  low_light: wellSeen,
  poor_picture: wellSeen,
};

/**
 * Whether a detector should be quiet in a picture for all that else is known. Where it cannot tell
 * anything it proves nothing about itself.
 */
export function isCalm(type: ViolationType, frame: FrameSignals, verdict: Verdict): boolean {
  return verdict !== 'unsure' && calm[type]?.(frame) === true;
}
