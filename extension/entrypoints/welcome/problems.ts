import { reasonSentences, type Reason } from '@invigil/shared-types';
import type { CameraTrouble } from '../../media/index.ts';

/** What happened, and what to do about it now. */
export interface Problem {
  readonly what: string;
  readonly next: string;
  /** Doing the same again may help. */
  readonly retry: boolean;
}

export const notALink: Problem = {
  what: 'This is not a personal exam link of your school.',
  next: 'Please copy the whole link from the message that you got, and paste it here.',
  retry: false,
};

export const consentProblem: Problem = {
  what: 'The text has changed while you read it.',
  next: 'Please read it again, then decide.',
  retry: false,
};

/** @param sites as people name them */
export const accessProblem = (sites: string): Problem => ({
  what: `The browser was not allowed to let Invigil see pages of ${sites}.`,
  next: 'Without that the exam cannot be invigilated. You can press the button again, or go back and decline.',
  retry: false,
});

/** @param reason of the server; null where no server answered */
export function enrolProblem(reason: Reason | null): Problem {
  switch (reason) {
    case null:
      return {
        what: 'The exam’s server cannot be reached.',
        next: 'Please check your internet connection and try again. If other pages open, ask whoever sent you the link.',
        retry: true,
      };
    case 'unknown_code':
    case 'unknown_exam':
    case 'unknown_attempt':
      return {
        what: 'This exam link is not known.',
        next: 'Please check that you copied all of it, or ask whoever sent it to you.',
        retry: false,
      };
    case 'exam_not_open':
      return {
        what: 'The exam is not open now.',
        next: 'Please come back at the time that you were told. This link stays valid.',
        retry: true,
      };
    case 'attempt_over':
      return {
        what: 'This attempt has been handed in.',
        next: 'Nothing is left to do, and the camera stays off. If you did not hand it in, tell your school now.',
        retry: false,
      };
    case 'attempt_ended':
      return {
        what: 'An invigilator has ended this attempt.',
        next: 'The camera stays off. Please turn to whoever invigilates the exam, or to whoever sent you the link.',
        retry: false,
      };
    case 'rate_limited':
      return { what: reasonSentences.rate_limited, next: 'Then choose “Try again”.', retry: true };
    default:
      return {
        what: reasonSentences[reason],
        next: 'Please try again in a minute. If it stays like this, ask whoever sent you the link.',
        retry: true,
      };
  }
}

export function cameraProblem(trouble: CameraTrouble): Problem {
  switch (trouble) {
    case 'camera_denied':
      return {
        what: 'The browser does not let Invigil use the camera.',
        next: 'Please click the camera sign in the address bar, choose “Allow”, and try again. If there is none, allow the camera for Chrome in your computer’s privacy settings.',
        retry: true,
      };
    case 'camera_in_use':
      return {
        what: 'Another program is using the camera.',
        next: 'Please close video calls and other programs that show your camera, then try again.',
        retry: true,
      };
    case 'camera_muted':
      return {
        what: 'The camera is switched off.',
        next: 'Please open its shutter or press the camera key, then try again.',
        retry: true,
      };
    case 'camera_lost':
      return {
        what: 'No camera was found.',
        next: 'Please plug one in, or switch the built-in one on, and try again.',
        retry: true,
      };
  }
}
