import type {
  Action,
  ActionKind,
  Actor,
  StaffActionKind,
  WallWatcher,
} from '@invigil/shared-types';
import { localeTag, t } from '../i18n/index.ts';
import { formatTimeOfDay } from '../ui/index.ts';
import { keyOf } from './action-keys.ts';
import { waitsForReturn, type Standing } from './offers.ts';

/** On a button: what it does. */
export const verbOf = (kind: StaffActionKind): string => t(`actions.verbs.${kind}`);
/** The same with its key, where it has one now, for a hint. */
export function verbWithKey(kind: StaffActionKind, standing: Standing | null): string {
  const verb = verbOf(kind);
  const key = keyOf(kind, standing);
  return key === undefined ? verb : t('actions.withKey', { verb, key: key.toUpperCase() });
}
/** In the record: what it was. */
export const nounOf = (kind: ActionKind): string => t(`actions.nouns.${kind}`);

/** A whole number of minutes, as in `10 minutes more`. */
export const minutesMore = (ms: number): string =>
  t('actions.minutesMore', Math.round(ms / 60_000));

/** What was said or given as a reason, and how much time: in this order, nothing where there is nothing. */
export function contentWords(content: Action['content']): readonly string[] {
  switch (content.kind) {
    case 'warn':
    case 'message':
    case 'ask':
    case 'student_message':
      return [content.text];
    case 'extend':
      return [minutesMore(content.extraMs), content.reason];
    case 'pause':
    case 'end':
      return [content.reason];
    case 'second_look':
      return content.reason === null ? [] : [content.reason];
    case 'break_begin':
      return [t('actions.breakLeft', Math.round(content.leftMs / 60_000))];
    case 'break_end':
      return [t('actions.breakTook', Math.round(content.tookMs / 60_000))];
    case 'resume':
    case 'admit':
      return [];
  }
}

/** By name where it was one of the staff. */
export const actorName = (actor: Actor): string =>
  actor.kind === 'staff' ? actor.name : t('actions.by.student');

/** What became of an action, and when. */
export function progressWords(
  { content: { kind }, at, progress }: Pick<Action, 'content' | 'at' | 'progress'>,
  timeZone: string,
  standing: Pick<Standing, 'state'> | null,
): string {
  const clock = (time: number) => formatTimeOfDay(time, timeZone);
  switch (progress.state) {
    case 'sent':
      return sentWords(kind, clock(at), standing);
    case 'seen':
      return seenWords(kind, clock(progress.seenAt), actorName(progress.by));
    case 'done': {
      const time = clock(progress.doneAt);
      const settled = kind === 'second_look' || kind === 'student_message';
      return settled && progress.by.kind === 'staff'
        ? t('actions.progress.settledBy', { name: progress.by.name, time })
        : t(`actions.progress.done.${kind}`, { time });
    }
    case 'lapsed':
      return t('actions.progress.lapsed', { time: clock(progress.lapsedAt) });
  }
}

function sentWords(
  kind: ActionKind,
  time: string,
  standing: Pick<Standing, 'state'> | null,
): string {
  if (kind === 'second_look') return t('actions.progress.calledAt', { time });
  if (kind === 'student_message') return t('actions.progress.writtenAt', { time });
  return standing !== null && waitsForReturn(standing.state)
    ? t('actions.progress.waiting', { time })
    : t('actions.progress.sent', { time });
}

function seenWords(kind: ActionKind, time: string, name: string): string {
  if (kind === 'second_look') return t('actions.progress.openedBy', { name, time });
  if (kind === 'student_message') return t('actions.progress.readBy', { name, time });
  return t('actions.progress.seen', { time });
}

/** Several names as one enumeration, in the language in use. Each person once. */
export function namesOf(names: readonly string[]): string {
  const once = [...new Set(names)];
  return new Intl.ListFormat(localeTag(), { type: 'conjunction' }).format(once);
}

/** Who has a student open, for a hint on the tile. */
export function watchersWords(watchers: readonly WallWatcher[], own: WallWatcher | null): string {
  const names = watchers.map(({ staffId, name }) =>
    staffId === own?.staffId ? t('actions.presence.you') : name,
  );
  return t('actions.marks.open', { names: namesOf(names) });
}
