import {
  catalogue,
  closesAtFor,
  pageEventCatalogue,
  pageEventTypes,
  type Attempt,
  type Enrolment,
  type Exam,
  type Policy,
  type StudentView,
} from '@invigil/shared-types';
import { dayText, windowText } from '../../ui/index.ts';
import { detectedTypes } from '../../vision/index.ts';

/*
 * What the consent page says about one exam, made of the very tables by which it is judged: what is not
 * listed there is not looked for.
 */

/** From when to when the exam goes on for this student. */
export const windowWords = (
  exam: Pick<Exam, 'opensAt' | 'closesAt' | 'timeZone'>,
  attempt: Pick<Attempt, 'extraTimeMs'>,
): string => windowText(exam.opensAt, closesAtFor(exam, attempt), exam.timeZone);

/** What is looked for in the picture, one line each, like `no face, for 3 seconds or longer`. */
export function lookedFor(policy: Policy): string[] {
  return detectedTypes
    .filter((type) => policy.violations[type].enabled)
    .map((type) => {
      const { label, checks } = catalogue[type];
      const what = lowerFirst(label);
      return checks === undefined
        ? `${what}, for ${seconds(policy.violations[type].heldForMs)} or longer`
        : `${what}, in ${checks.failed} of ${checks.of} looks`;
    });
}

/** What is noticed of the quiz page, one line each. */
export function pageNotices(policy: Policy): string[] {
  return pageEventTypes
    .filter((type) => policy.pageEvents[type].enabled)
    .map((type) => pageEventCatalogue[type].notice);
}

/** What stands before that list, or instead of it. */
export function pageWords(policy: Policy): string {
  return pageNotices(policy).length === 0
    ? 'Nothing: this exam does not look at the page.'
    : 'Nothing on it is read, neither the questions nor your answers. But it notices:';
}

/** How the student’s look at their own screen is learnt. */
export const calibrationWords =
  'Before the exam you are asked to look at five dots; you can skip that without any disadvantage. ' +
  'This computer measures where your head and your eyes point to, so that it does not take looking ' +
  'at your own screen for looking away. It keeps a few numbers and no picture, on this computer ' +
  'until your attempt ends.';

/** What is learnt, in a line. */
export const learntSummary = (policy: Policy): string =>
  policy.violations.identity_mismatch.enabled
    ? 'How you look at your screen, and your face in numbers. It stays on this computer.'
    : 'How you look at your screen. It stays on this computer.';

/** What becomes of the student's face besides being looked for; null where this exam does not ask. */
export function comparisonWords(policy: Policy): string | null {
  if (!policy.violations.identity_mismatch.enabled) return null;
  return (
    'At the start this computer describes your face by numbers, and then compares every few seconds ' +
    'whether it still sees the same face. The description stays in this browser’s memory: it is sent ' +
    'to nobody, and it is deleted when your attempt ends or the browser is closed. Sent is only how ' +
    'much the faces differ, a number between 0 and 2.'
  );
}

/** What else of all that is told, besides reports and pictures. */
export const noteWords =
  'It is also told whether you looked at the dots or skipped them; where in the picture there are ' +
  'pictures of faces behind you, which are ignored; and if this computer was wrong about you so ' +
  'often that it stopped looking for something.';

/** The video, as it is sent; the beginning of a sentence. */
export function videoWords(policy: Policy): string {
  return policy.video === 'on_demand'
    ? 'The live video, but only while an invigilator or the server looks at it'
    : 'The live video';
}

/** The same in a line, with what is sent besides. */
export function sentSummary(policy: Policy): string {
  const video =
    policy.video === 'on_demand' ? 'The live video while somebody looks' : 'The live video';
  return `${video}, short reports, and a picture whenever something is noticed.`;
}

/** What goes to and fro between the student and the invigilators. */
export const messageWords =
  'What you write to the invigilators is sent as well, and noted with what they write to you and do ' +
  'about your attempt: a warning, a pause, more time, its end.';

/** How much is looked for, in a line. */
export function lookedForSummary(policy: Policy): string {
  const [inPicture, onPage] = [lookedFor(policy).length, pageNotices(policy).length];
  const things = (count: number) => (count === 1 ? 'one thing' : `${count} things`);
  const looks = `It looks for ${things(inPicture)} in your picture, like no face or a second face`;
  return onPage === 0
    ? `${looks}, and at nothing on the quiz page. No mood, no attention.`
    : `${looks}, and notices ${things(onPage)} about the quiz page, like that it is hidden. No mood, no attention.`;
}

/** Until when what is kept about the attempt is kept. */
export function deletionWords(
  { picturesAt, recordsAt }: Enrolment['deletion'],
  timeZone: string,
): string {
  const until = (at: number) => `until ${dayText(at, timeZone)}`;
  return `Pictures, notes and messages ${until(picturesAt)}. That you took part, what was decided, and what you answered to it, ${until(recordsAt)}.`;
}

/** What stays on the student's computer, and until when. */
export const keptHereWords =
  'This browser keeps your exam link, your name and the settings of the exam on this computer, so that ' +
  'you are back in your exam in a moment if the browser or the computer stops. It is deleted when your ' +
  'attempt is over, and at the latest one day after the exam has closed.';

/** What the student is told and shown of what was noticed. */
export function viewWords({ warnings, watchers, receipt, appealDays }: StudentView): string {
  const during = [
    ...(warnings ? ['when something is noticed'] : []),
    ...(watchers === 'hidden'
      ? []
      : ['who watches' + (watchers === 'number' ? ', as a number' : '')]),
  ].join(', and ');
  const after = {
    pictures: 'everything that was noticed, with its pictures',
    incidents: 'everything that was noticed, without the pictures',
    arrival: 'that your exam has arrived',
  }[receipt];
  const answer =
    appealDays === 0 || receipt === 'arrival'
      ? ''
      : `, and you can answer it for ${appealDays === 1 ? 'one day' : `${appealDays} days`}`;
  return `${during === '' ? '' : `During the exam: ${during}. `}Afterwards: ${after}${answer}.`;
}

/** @param days until the exam's pictures and events are deleted, counted from its end */
export function retentionWords(days: number): string {
  const deleted = `${days === 1 ? 'one day' : `${days} days`} after the exam`;
  return (
    'The video and the regular reports are not kept. Pictures that belong to something noticed, and ' +
    `all notes and messages about your exam, are deleted ${deleted}. A random picture that shows ` +
    'nothing of the kind is not stored: it is gone with the next one, and the last when you leave or ' +
    'hand in.'
  );
}

const lowerFirst = (label: string) => label.charAt(0).toLowerCase() + label.slice(1);

function seconds(ms: number): string {
  const count = Math.round(ms / 100) / 10;
  return count === 1 ? 'a second' : `${count} seconds`;
}
