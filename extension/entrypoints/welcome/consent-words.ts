import {
  catalogue,
  closesAtFor,
  pageEventCatalogue,
  pageEventTypes,
  type Attempt,
  type Exam,
  type Policy,
} from '@invigil/shared-types';
import { windowText } from '../../ui/index.ts';
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
  'at your own screen for looking away. It keeps a few numbers and no picture, in the browser’s ' +
  'memory until your attempt ends.';

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

/** What goes to and fro between the student and the invigilators. */
export const messageWords =
  'What you write to the invigilators is sent as well, and noted with what they write to you and do ' +
  'about your attempt: a warning, a pause, more time, its end.';

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
