import { config } from '../../config.ts';
import type { StoredEnrolment } from '../../enrolment/index.ts';
import { element, find } from '../../ui/index.ts';
import { changeLines } from './consent-changes.ts';
import {
  calibrationWords,
  comparisonWords,
  deletionWords,
  keptHereWords,
  learntSummary,
  lookedFor,
  lookedForSummary,
  messageWords,
  noteWords,
  pageNotices,
  pageWords,
  retentionWords,
  sentSummary,
  videoWords,
  viewWords,
  windowWords,
} from './consent-words.ts';
import { say } from './page.ts';

/** Fills the page that says what is recorded, by the settings of this very exam. */
export function fillConsent({ exam, attempt, deletion, consent }: StoredEnrolment): void {
  const changes = changeLines(exam, consent);
  list('consent-changed', changes);
  say('consent-changed-words', changes.length === 0 ? '' : 'This has changed since you agreed:');
  const words: Readonly<Record<string, string>> = {
    'exam-title': exam.title,
    'exam-window': windowWords(exam, attempt),
    greeting: `Hello ${attempt.studentName}, your school asks you to sit this exam with your camera on. Please read what that means, then decide. Each line opens for more.`,
    'away-seconds': String(config.page.awayMs / 1000),
    'looked-for-summary': lookedForSummary(exam.policy),
    'learnt-summary': learntSummary(exam.policy),
    'calibration-words': calibrationWords,
    'page-words': pageWords(exam.policy),
    'kept-here': keptHereWords,
    'note-words': noteWords,
    'message-words': messageWords,
    'sent-summary': sentSummary(exam.policy),
    'video-words': videoWords(exam.policy),
    'deletion-words': deletionWords(deletion, exam.timeZone),
    'view-words': viewWords(exam.studentView),
    retention: retentionWords(exam.retentionDays),
    contact: exam.contact,
    'declined-contact': exam.contact,
  };
  for (const [id, text] of Object.entries(words)) find(`#${id}`, HTMLElement).textContent = text;
  say('comparison-words', comparisonWords(exam.policy) ?? '');
  list('looked-for', lookedFor(exam.policy));
  list('page-notices', pageNotices(exam.policy));
}

/** Fills a list; one without lines is not there at all. */
function list(id: string, lines: readonly string[]): void {
  const found = find(`#${id}`, HTMLUListElement);
  found.replaceChildren(...lines.map((line) => element('li', {}, [line])));
  found.hidden = lines.length === 0;
}
