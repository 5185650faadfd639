import { isOver } from '@invigil/shared-types';
import type { StoredEnrolment } from '../../enrolment/index.ts';
import { find } from '../../ui/index.ts';
import { say } from './page.ts';
import { overWords } from './steps.ts';

/** Says how it ended, and leads to the receipt; where nothing was begun yet there is none. */
export function fillOver({ attempt, exam, serverOrigin, code }: StoredEnrolment): void {
  const { title, words } = overWords(attempt, exam.contact);
  say('over-what', title);
  say('over-words', words);
  const receipt = find('#over-receipt', HTMLAnchorElement);
  receipt.href = `${serverOrigin}/receipt/${code}`;
  receipt.hidden = !isOver(attempt.state);
  find('#over-receipt-words', HTMLElement).hidden = receipt.hidden;
}
