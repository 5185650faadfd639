import {
  defineLifecycle,
  isBefore,
  type Admission,
  type Attempt,
  type AttemptState,
} from '@invigil/shared-types';

/**
 * The steps of the welcome page.
 *
 * `link`: a personal link is asked for. `asking`: the server is asked about it. `consent`, `declined`: what is
 * recorded, and the student's word on it. `access`: the quiz's site is to be allowed, where this extension was
 * built without knowing it. `camera`: it is to be allowed, or was lost. `check`: the system
 * check. `look`: the dots. `face`: the picture to compare with. `wait`: the waiting room, up to the button
 * that opens the quiz. `back`: calibrated anew while the exam is open in another tab. `over`: nothing is left.
 */
export const stepLifecycle = defineLifecycle({
  states: [
    'link',
    'asking',
    'consent',
    'declined',
    'access',
    'camera',
    'check',
    'look',
    'face',
    'wait',
    'back',
    'over',
  ],
  events: [
    /** A personal link was followed or pasted. */
    'open',
    /** The server did not know it, or was not reached. */
    'refuse',
    /** The text is to be read, for the first time or because it has changed. */
    'read',
    'decline',
    'allow',
    'use_camera',
    /** It was unplugged, switched off or taken by another program. */
    'lose_camera',
    'check',
    'look',
    'face',
    'wait',
    'go_back',
    'end',
  ],
  initial: 'link',
  table: {
    link: { open: 'asking', use_camera: 'camera' },
    asking: {
      open: 'asking',
      refuse: 'link',
      read: 'consent',
      allow: 'access',
      use_camera: 'camera',
      wait: 'wait',
      end: 'over',
    },
    consent: {
      open: 'asking',
      read: 'consent',
      decline: 'declined',
      allow: 'access',
      use_camera: 'camera',
      wait: 'wait',
      end: 'over',
    },
    declined: { open: 'asking', read: 'consent', end: 'over' },
    access: {
      open: 'asking',
      // The student may think again.
      read: 'consent',
      allow: 'access',
      use_camera: 'camera',
      wait: 'wait',
      end: 'over',
    },
    camera: {
      open: 'asking',
      read: 'consent',
      // It can be taken back at any time, in the browser's own settings.
      allow: 'access',
      check: 'check',
      look: 'look',
      face: 'face',
      wait: 'wait',
      end: 'over',
    },
    check: {
      open: 'asking',
      read: 'consent',
      allow: 'access',
      lose_camera: 'camera',
      look: 'look',
      face: 'face',
      wait: 'wait',
      end: 'over',
    },
    look: {
      open: 'asking',
      read: 'consent',
      allow: 'access',
      lose_camera: 'camera',
      face: 'face',
      wait: 'wait',
      go_back: 'back',
      end: 'over',
    },
    face: {
      open: 'asking',
      read: 'consent',
      allow: 'access',
      lose_camera: 'camera',
      wait: 'wait',
      end: 'over',
    },
    wait: {
      open: 'asking',
      read: 'consent',
      allow: 'access',
      // What was done can be done again; the camera may have been let go of meanwhile.
      use_camera: 'camera',
      check: 'check',
      look: 'look',
      face: 'face',
      end: 'over',
    },
    back: { open: 'asking', lose_camera: 'camera' },
    over: { open: 'asking' },
  },
});
export type Step = (typeof stepLifecycle.states)[number];
export type StepEvent = (typeof stepLifecycle.events)[number];

/** What is known of how far the student is. */
export interface Progress {
  readonly state: AttemptState;
  readonly admission: Admission['state'];
  /** Agreed on this computer to the text that is in force. */
  readonly agreed: boolean;
  /** The agent may attach itself to the quiz's pages. */
  readonly allowed: boolean;
  /** The system check was done in this visit, whatever came of it. */
  readonly checked: boolean;
  /** The student calibrated, or skipped it. */
  readonly asked: boolean;
  /** The face to compare with is there, is not asked for, or cannot be had here. */
  readonly faced: boolean;
}

/** States in which the check was passed, in this visit or an earlier one. */
const readyStates: readonly AttemptState[] = ['ready', 'waiting'];

/** The next thing to do, for a student who is that far. */
export function nextStep(
  progress: Progress,
): Extract<StepEvent, 'end' | 'read' | 'allow' | 'check' | 'look' | 'face' | 'wait'> {
  const { state, admission, agreed, allowed, checked, asked, faced } = progress;
  if (admission === 'closed') return 'end';
  if (!agreed || state === 'declined') return 'read';
  // Without it the agent never comes to the quiz, however far the student is.
  if (!allowed) return 'allow';
  // Whoever has begun is not kept by anything else.
  if (!isBefore(state)) return 'wait';
  if (!checked && !readyStates.includes(state)) return 'check';
  if (!asked) return 'look';
  return faced ? 'wait' : 'face';
}

/** What the camera is needed for. */
export const withCamera: readonly Step[] = ['camera', 'check', 'look', 'face', 'wait', 'back'];

/** How an attempt that is over for the student ended, in words. */
export function overWords(
  attempt: Pick<Attempt, 'outcome'>,
  contact: string,
): { readonly title: string; readonly words: string } {
  switch (attempt.outcome) {
    case 'submitted':
      return {
        title: 'Handed in',
        words: 'Your exam is over. The camera is off, and nothing is sent any more.',
      };
    case 'ended':
      return {
        title: 'Ended by invigilator',
        words: `An invigilator has ended this attempt. The camera is off. You can ask: ${contact}.`,
      };
    case 'expired':
      return {
        title: 'The time is over',
        words: `The time of this exam ran out. The camera is off. If you did not finish, ask: ${contact}.`,
      };
    case null:
      return {
        title: 'The exam is over',
        words: `It closed before you began. Nothing was recorded. If you should have sat it, ask: ${contact}.`,
      };
  }
}
