import { isBefore, type Admission, type Exam, type StudentStanding } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { dayAndTime, minutesText } from '../../ui/index.ts';

/** What the waiting room shows. */
export interface Room {
  readonly title: string;
  readonly words: string;
  /** Until the exam opens, milliseconds; null where nothing is counted down. */
  readonly countdownMs: number | null;
  /** The quiz can be opened now. */
  readonly open: boolean;
  /** What the button to the quiz is called. */
  readonly button: string;
  /** Time to the next look at how things stand, milliseconds. */
  readonly pollMs: number;
}

type WaitingExam = Pick<Exam, 'opensAt' | 'closesAt' | 'timeZone' | 'contact'>;

/**
 * @param now on the server's clock, milliseconds
 */
export function roomOf(
  exam: WaitingExam,
  { attempt, admission }: Pick<StudentStanding, 'attempt' | 'admission'>,
  now: number,
): Room {
  const { nearMs, pollMs, farPollMs } = config.waitingRoom;
  const closed = { open: false, button: 'Open the quiz' };
  if (!isBefore(attempt.state)) {
    return {
      title: 'Your exam is under way',
      words: 'Go on in the tab in which it is open, or open it again here.',
      countdownMs: null,
      open: true,
      button: 'Go on with the exam',
      pollMs: farPollMs,
    };
  }
  if (admission.state === 'opens' && now < admission.at) {
    const leftMs = admission.at - now;
    if (leftMs > nearMs) {
      return {
        ...closed,
        title: 'You are ready',
        words: `Come back on ${dayAndTime(admission.at, exam.timeZone)}. Your personal link stays the same, and what you did here does not have to be done again. You can close this page.`,
        countdownMs: leftMs,
        // Just in time for the last minutes to be counted.
        pollMs: Math.min(farPollMs, leftMs - nearMs + pollMs),
      };
    }
    return {
      ...closed,
      title: 'You are ready',
      words: 'The exam opens in a moment. You can stay here: the button is ready when it does.',
      countdownMs: leftMs,
      pollMs,
    };
  }
  if (admission.state === 'by_invigilator') {
    const isFar = exam.opensAt - now > nearMs;
    return {
      ...closed,
      title: 'You are ready',
      words: isFar
        ? `The exam begins on ${dayAndTime(exam.opensAt, exam.timeZone)}. An invigilator lets you in then. You can close this page and come back: your personal link stays the same.`
        : 'An invigilator lets you in. Please stay here: the button is ready when they do.',
      countdownMs: isFar ? exam.opensAt - now : null,
      pollMs: isFar ? farPollMs : pollMs,
    };
  }
  return {
    title: 'You can begin',
    words: 'The exam is open. The recording begins when you open the quiz.',
    countdownMs: null,
    // An opening that has come by this page's own count of the server's time.
    open: isOpen(admission, now),
    button: 'Open the quiz',
    pollMs: farPollMs,
  };
}

const isOpen = (admission: Admission, now: number): boolean =>
  admission.state === 'open' || (admission.state === 'opens' && now >= admission.at);

/** The time that is left, like `4:05`, or `2 hours 10 minutes` where it is long. */
export function countdownText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds >= 86_400) {
    const days = Math.round(seconds / 86_400);
    return days === 1 ? 'in one day' : `in ${days} days`;
  }
  if (seconds >= 3600) return `in ${minutesText(seconds * 1000)}`;
  return `in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
