import {
  actionLifecycle,
  longestDurationMs,
  type Action,
  type ActionContent,
  type ActionProgress,
  type Actor,
  type Progress,
  type StudentAction,
} from '@invigil/shared-types';

/** How an attempt has to stand, after all that was done about it. */
export interface Standing {
  readonly pausedAt: number | null;
  readonly extraTimeMs: number;
  readonly ended: boolean;
}

/**
 * What follows from the actions on record, oldest first. So an action that was recorded and not carried
 * out, because the server or a store failed in between, is carried out whenever somebody looks again, and
 * never twice. Pure.
 */
export function standingOf(actions: readonly Action[]): Standing {
  let pausedAt: number | null = null;
  let extraTimeMs = 0;
  let ended = false;
  for (const { at, content } of actions) {
    if (content.kind === 'pause') pausedAt ??= at;
    else if (content.kind === 'resume') pausedAt = null;
    else if (content.kind === 'extend') extraTimeMs += content.extraMs;
    else if (content.kind === 'end') ended = true;
  }
  return { pausedAt, extraTimeMs: Math.min(extraTimeMs, longestDurationMs), ended };
}

/** True for what changes how an attempt stands. */
export function changesStanding({ kind }: ActionContent): boolean {
  return kind === 'pause' || kind === 'resume' || kind === 'extend' || kind === 'end';
}

/** As the student's agent is told: without names and reasons. Null for what it is not told. */
export function asTold({ id, at, content }: Action): StudentAction | null {
  switch (content.kind) {
    case 'warn':
    case 'message':
    case 'ask':
    case 'resume':
      return { actionId: id, at, content };
    case 'pause':
    case 'end':
      return { actionId: id, at, content: { kind: content.kind } };
    case 'extend':
      return { actionId: id, at, content: { kind: 'extend', extraMs: content.extraMs } };
    case 'second_look':
    case 'student_message':
      return null;
  }
}

/** What happens to an action, and by whom. */
export type Step =
  | { readonly event: ActionProgress; readonly by: Actor }
  /** By the server itself. */
  | { readonly event: 'lapse' };

/**
 * How far an action has got after a step; null where that changes nothing: it was seen before, or is
 * settled.
 */
export function progressAfter(before: Progress, step: Step, now: number): Progress | null {
  const transition = actionLifecycle.next(before.state, step.event);
  if (!transition.moved || transition.state === before.state) return null;
  switch (step.event) {
    case 'see':
      return { state: 'seen', seenAt: now, by: step.by };
    case 'finish': {
      const seenAt = before.state === 'seen' ? before.seenAt : null;
      return { state: 'done', seenAt, doneAt: now, by: step.by };
    }
    case 'lapse':
      return { state: 'lapsed', lapsedAt: now };
  }
}

/** That a student's message was opened. */
export interface MessageSeen {
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly seenAt: number;
}

/** When a student's message was first opened; null for all else, and while nobody has. */
export function messageSeen({ id, content, progress }: Action): MessageSeen | null {
  if (content.kind !== 'student_message') return null;
  if (progress.state === 'seen') return { messageId: id, seenAt: progress.seenAt };
  if (progress.state === 'done') {
    return { messageId: id, seenAt: progress.seenAt ?? progress.doneAt };
  }
  return null;
}
