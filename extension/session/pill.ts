import { troubleCatalogue, type Policy, type Reason } from '@invigil/shared-types';
import type { Closing } from '../actions/index.ts';
import type { EnrolmentEnding } from '../enrolment/index.ts';
import type { LinkState } from '../link/index.ts';
import type { MediaState } from '../media/index.ts';
import { endedPill, type Pill } from '../messages/index.ts';
import { untilText } from '../ui/index.ts';
import { countText, offerText } from './breaks.ts';
import type { Phase } from './phase.ts';
import type { AgentTrouble } from './troubles.ts';

/** Why the agent will not go on by itself. */
export type StopReason = Reason | 'superseded';

export interface Situation {
  readonly phase: Phase;
  readonly link: LinkState;
  readonly media: MediaState;
  readonly trouble: AgentTrouble | null;
  /** The student calibrates anew. */
  readonly calibrates: boolean;
  /** An invigilator has paused the attempt. */
  readonly paused: boolean;
  /** Everything worked once, so that what is missing now is missing again. */
  readonly wasRecording: boolean;
  readonly stopped: StopReason | null;
  /** How it ended here; null while it goes on, or has been left. */
  readonly ended: EnrolmentEnding | null;
  readonly breaks: {
    readonly state: 'none' | 'possible' | 'under_way';
    /** Milliseconds. */
    readonly leftMs: number;
    /** Why the last wish did not come true. */
    readonly problem: string | null;
  };
  readonly video: Policy['video'];
  readonly closing: Closing;
  /** Whom the student can ask. */
  readonly contact: string;
}

/** What the student reads about all this, in one short line and one longer sentence. */
export function pillOf(situation: Situation): Pill {
  const { phase, stopped, ended, contact } = situation;
  if (ended !== null) return endedPill(ended, contact);
  if (stopped !== null) return stoppedPill(stopped, contact);
  if (phase === 'handing_in') {
    return waiting('Handing in, please wait', 'The camera is off. The server is being told.');
  }
  const pill = sittingPill(situation);
  const more = [situation.breaks.problem, untilWords(situation.closing)];
  const advice = [pill.advice, ...more].filter((part) => part !== null).join(' ');
  return { ...pill, advice, ...offerOf(situation) };
}

/** Until when a student has who was given more time. */
const untilWords = ({ closesAt, examClosesAt, timeZone }: Closing): string | null =>
  closesAt <= examClosesAt ? null : untilText(closesAt, examClosesAt, timeZone);

/** What can be done about breaks now. */
function offerOf({ breaks, link, paused }: Situation): Pick<Pill, 'act'> {
  if (breaks.state === 'under_way') return { act: { kind: 'break_end', label: 'Come back' } };
  if (breaks.state === 'none' || link !== 'joined' || paused) return {};
  const label = `Take a break (${offerText(breaks.leftMs)} left)`;
  return { act: { kind: 'break_begin', label } };
}

/** While the exam is sat. */
function sittingPill(situation: Situation): Pill {
  const { link, media, trouble, calibrates, paused, wasRecording, video, breaks } = situation;
  if (breaks.state === 'under_way') return breakPill(breaks.leftMs, link === 'joined');
  // What the student can mend comes first, connected or not.
  if (trouble !== null && isOfTheCamera(trouble)) return troubled(trouble);
  if (paused) return pausedPill(link === 'joined', video);
  if (link !== 'joined') {
    return wasRecording
      ? waiting('Reconnecting, keep working', 'Your exam goes on. Nothing that was seen is lost.')
      : waiting('Connecting, keep working', 'The invigilator’s server is being called.');
  }
  if (trouble !== null) return troubled(trouble);
  if (media !== 'flowing') {
    return wasRecording
      ? waiting('Reconnecting, keep working', 'The video is being connected again.')
      : waiting('Starting, keep working', 'The camera is being connected.');
  }
  if (calibrates) {
    return waiting('Calibrating', 'Nothing is looked for until you are done. The video goes on.');
  }
  return {
    tone: 'steady',
    symbol: '●',
    text: 'Recording',
    advice:
      video === 'on_demand'
        ? 'Your camera is on. The video is sent only while somebody looks.'
        : 'Your camera is on. An invigilator can see the video.',
  };
}

/** For a second tab with the same exam. */
export const elsewherePill: Pill = {
  tone: 'trouble',
  symbol: '◌',
  text: 'This exam is already open in another tab',
  advice: 'Please go on in the other tab, or close it to go on here.',
};

function breakPill(leftMs: number, joined: boolean): Pill {
  return {
    tone: 'waiting',
    symbol: '❚❚',
    text: 'On a break',
    aside: `${countText(leftMs)} left`,
    advice: `The camera is off, and nothing is judged. ${joined ? 'It comes back on when you do.' : 'The server is being called again.'}`,
  };
}

function pausedPill(joined: boolean, video: Policy['video']): Pill {
  const sent =
    video === 'on_demand'
      ? 'The camera’s picture is still sent while somebody looks.'
      : 'The camera’s picture is still sent.';
  return {
    tone: 'waiting',
    symbol: '❚❚',
    text: 'Paused by invigilator',
    advice: `Nothing is judged. ${joined ? sent : 'The server is being called again.'}`,
  };
}

function stoppedPill(reason: StopReason, contact: string): Pill {
  switch (reason) {
    case 'attempt_ended':
      return endedPill('ended', contact);
    case 'attempt_over':
      return endedPill('over', contact);
    case 'superseded':
    case 'attempt_elsewhere':
      return stop(
        'This exam is open elsewhere',
        'Please close it in the other window or on the other machine, then reload this page.',
      );
    case 'exam_not_open':
      return stop(
        'The exam is not open now',
        'Reload this page when the exam has begun, or when you were given more time.',
      );
    case 'not_admitted':
      return stop(
        'Your exam has not begun yet',
        'Please open your personal link again and wait there. It says when you can begin.',
      );
    case 'consent_missing':
    case 'consent_outdated':
      return stop('Please agree first', 'Open your personal link again and read what is recorded.');
    default:
      return stop(
        'Not connected',
        'Your exam link was refused. Open your personal link again, or ask whoever sent it to you.',
      );
  }
}

const waiting = (text: string, advice: string): Pill => ({
  tone: 'waiting',
  symbol: '◌',
  text,
  advice,
});
const stop = (text: string, advice: string): Pill => ({
  tone: 'trouble',
  symbol: '⚙',
  text,
  advice,
});

const isOfTheCamera = (trouble: AgentTrouble) =>
  troubleCatalogue[trouble].incident === 'camera_lost';

function troubled(trouble: AgentTrouble): Pill {
  const { label, advice } = troubleCatalogue[trouble];
  return { tone: 'trouble', symbol: '⚙', text: label, advice };
}
