import type { Action, WallWatcher } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { actorName, watchersWords } from './action-words.ts';
import { isOnBreak, pausedBy } from './offers.ts';

/** What a tile points out about actions. */
export type MarkKind = 'unread' | 'asked' | 'call' | 'paused' | 'break' | 'open';

export interface Mark {
  readonly kind: MarkKind;
  readonly words: string;
}

export interface Marked {
  readonly actions: readonly Action[];
  readonly pausedAt: number | null;
  readonly watchers: readonly WallWatcher[];
  readonly own: WallWatcher | null;
}

/** True for a student's message that nobody has opened. */
export const isUnread = ({ content, progress }: Pick<Action, 'content' | 'progress'>): boolean =>
  content.kind === 'student_message' && progress.state === 'sent';

/** What is to be pointed out about one student; nothing most of the time. */
export function marksOf({ actions, pausedAt, watchers, own }: Marked): readonly Mark[] {
  const marks: Mark[] = [];
  const unread = actions.filter(isUnread).length;
  if (unread > 0) marks.push({ kind: 'unread', words: t('actions.marks.unread', unread) });
  if (actions.some((action) => isOpen(action, 'ask'))) {
    marks.push({ kind: 'asked', words: t('actions.marks.asked') });
  }
  const call = actions.find((action) => isOpen(action, 'second_look'));
  if (call !== undefined) {
    marks.push({ kind: 'call', words: t('actions.marks.call', { by: actorName(call.by) }) });
  }
  if (isOnBreak(actions)) marks.push({ kind: 'break', words: t('actions.marks.break') });
  else if (pausedAt !== null) marks.push({ kind: 'paused', words: pausedWords(actions) });
  if (watchers.length > 0) marks.push({ kind: 'open', words: watchersWords(watchers, own) });
  return marks;
}

function pausedWords(actions: readonly Action[]): string {
  const name = pausedBy(actions);
  return name === null ? t('actions.marks.paused') : t('actions.marks.pausedBy', { name });
}

function isOpen({ content, progress }: Action, kind: Action['content']['kind']): boolean {
  return content.kind === kind && (progress.state === 'sent' || progress.state === 'seen');
}
