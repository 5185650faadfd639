import { troubleCatalogue } from '@invigil/shared-types';
import type { AnalysisFailure } from '../vision/index.ts';
import type { Measurement, Refusal } from './measure.ts';
import type { DotId } from './plan.ts';

/** What happened, and what the student can do about it. */
export interface Advice {
  readonly what: string;
  readonly next: string;
}

export const refusalAdvice: Readonly<Record<Refusal, Advice>> = {
  no_face: {
    what: 'We can’t see your face.',
    next: 'Please sit so that your whole face is in the picture, then begin again.',
  },
  several_faces: {
    what: 'There is more than one face in the picture.',
    next: 'Please make sure that yours is the only one that moves, then begin again. A picture on the wall may stay.',
  },
  too_dark: {
    what: 'It is too dark to see you well.',
    next: 'Please switch on a light, best in front of you, then begin again.',
  },
  face_too_small: {
    what: 'You are too far away to be seen well.',
    next: 'Please sit closer to the camera, or move the camera closer to you, then begin again.',
  },
  not_in_front: {
    what: 'The camera sees you from the side, from far above or from far below.',
    next: 'Please sit in front of the camera, or put it at the middle of the screen’s upper edge, then begin again.',
  },
  too_slow: {
    what: 'The computer or the camera is too slow at the moment.',
    next: 'Please close other programs, then begin again.',
  },
};

export function failureAdvice(reason: AnalysisFailure): Advice {
  return {
    what: 'The dots cannot be used on this computer. You can sit the exam all the same.',
    next: troubleCatalogue[reason].advice,
  };
}

export const interruptedAdvice: Advice = {
  what: 'You were on another page.',
  next: 'The dots have to be looked at in one go. Please begin again when you are ready.',
};

/** For whoever hears the page: what to look at. */
export const dotWords: Readonly<Record<DotId, string>> = {
  middle: 'Look at the middle of the screen.',
  top_left: 'Look at the upper left corner.',
  top_right: 'Look at the upper right corner.',
  bottom_right: 'Look at the lower right corner.',
  bottom_left: 'Look at the lower left corner.',
};

export const preparingWords = 'Preparing …';
export const lookWords = 'Look at the dot, wherever it goes. Sit as you will in the exam.';
export const waitingWords =
  'We can’t see your face. Please sit so that it is in the picture: then it goes on by itself.';

/** What was measured, in a sentence. */
export function measuredWords({ followed }: Measurement): string {
  return followed.x
    ? 'Done. This computer knows how you look at your screen.'
    : 'Done. This computer knows how you sit. It could not see your eyes follow the dots, which is no disadvantage: it goes by what fits most people.';
}

export const skippedWords =
  'You skipped the dots. That is no disadvantage: this computer learns how you look at your screen from the first seconds of your exam.';

export const stillHoldsWords = 'You skipped the dots. What was measured before still holds.';

/** About faces in the background. Empty where there are none. */
export function backgroundWords(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? 'There seems to be a picture of a face behind you, marked above. It is ignored for as long as it does not move. Your invigilator is told that it is there.'
    : `There seem to be ${count} pictures of faces behind you, marked above. They are ignored for as long as they do not move. Your invigilator is told that they are there.`;
}
