import {
  catalogue,
  pageEventCatalogue,
  type AskedExam,
  type Consent,
  type Widening,
} from '@invigil/shared-types';
import { wideningsSince } from '../../enrolment/index.ts';
import { viewWords } from './consent-words.ts';

/** What an exam asks for beyond what the student agreed to, one line each; none where it does not. */
export function changeLines(exam: AskedExam, agreed: Consent | null): string[] {
  return wideningsSince(exam, agreed).map((widening) => lineOf(widening, exam));
}

function lineOf(widening: Widening, { policy, retentionDays, recordDays, studentView }: AskedExam) {
  switch (widening.kind) {
    case 'violation': {
      const { type, agreedMs } = widening;
      const { label, checks } = catalogue[type];
      if (checks !== undefined) return `It also looks for: ${lowerFirst(label)}.`;
      const held = seconds(policy.violations[type].heldForMs);
      return agreedMs === null
        ? `It also looks for: ${lowerFirst(label)}, for ${held} or longer.`
        : `${label} is noticed after ${held}, instead of ${seconds(agreedMs)}.`;
    }
    case 'page_event':
      return `It also notices ${pageEventCatalogue[widening.type].notice}.`;
    case 'video':
      return 'The live video is sent all the time, and not only while somebody looks.';
    case 'pictures_kept':
      return `Pictures, notes and messages are kept for ${days(retentionDays)}, instead of ${days(widening.agreedDays)}.`;
    case 'records_kept':
      return `That you took part, and what was decided, is kept for ${days(recordDays)}, instead of ${days(widening.agreedDays)}.`;
    case 'shown':
      return `You are shown less. ${viewWords(studentView)}`;
  }
}

const lowerFirst = (label: string) => label.charAt(0).toLowerCase() + label.slice(1);
const days = (count: number) => (count === 1 ? 'one day' : `${count} days`);

function seconds(ms: number): string {
  const count = Math.round(ms / 100) / 10;
  return count === 1 ? 'a second' : `${count} seconds`;
}
