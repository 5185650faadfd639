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

/** A break that a student takes. Milliseconds. */
export interface Break {
  readonly since: number;
  /** It lasts no longer. */
  readonly leftMs: number;
}

/** How an attempt has to stand, after all that was done about it. */
export interface Standing {
  /** Since when nothing is judged, because an invigilator paused it or the student takes a break. */
  readonly pausedAt: number | null;
  /** Whether an invigilator paused it: then the end of a break resumes nothing. */
  readonly pausedByStaff: boolean;
  /** The break under way. */
  readonly onBreak: Break | null;
  /** How much of the breaks was used, the one under way not counted yet. Milliseconds. */
  readonly breaksUsedMs: number;
  /** Given by invigilators, beyond what an accommodation gives. Milliseconds. */
  readonly extraTimeMs: number;
  readonly admittedAt: number | null;
  readonly ended: boolean;
}

/** Before anything was done. */
export const untouched: Standing = {
  pausedAt: null,
  pausedByStaff: false,
  onBreak: null,
  breaksUsedMs: 0,
  extraTimeMs: 0,
  admittedAt: null,
  ended: false,
};

/**
 * What follows from the actions on record, oldest first. So an action that was recorded and not carried
 * out, because the server or a store failed in between, is carried out whenever somebody looks again, and
 * never twice. Pure.
 */
export const standingOf = (actions: readonly Action[]): Standing =>
  actions.reduce(standingAfter, untouched);

/** How an attempt stands once one more thing was done. Pure. */
export function standingAfter(before: Standing, { at, content }: Action): Standing {
  const { pausedAt, pausedByStaff, onBreak } = before;
  switch (content.kind) {
    case 'pause':
      return { ...before, pausedAt: pausedAt ?? at, pausedByStaff: true };
    case 'resume':
      return { ...afterBreak(before, at), pausedAt: null, pausedByStaff: false };
    case 'break_begin':
      if (onBreak !== null) return before;
      return {
        ...before,
        pausedAt: pausedAt ?? at,
        onBreak: { since: at, leftMs: content.leftMs },
      };
    case 'break_end':
      if (onBreak === null) return before;
      return { ...afterBreak(before, at), pausedAt: pausedByStaff ? pausedAt : null };
    case 'extend':
      return {
        ...before,
        extraTimeMs: Math.min(before.extraTimeMs + content.extraMs, longestDurationMs),
      };
    case 'admit':
      return { ...before, admittedAt: before.admittedAt ?? at };
    case 'end':
      return { ...before, ended: true };
    case 'warn':
    case 'message':
    case 'ask':
    case 'second_look':
    case 'student_message':
      return before;
  }
}

/** How long a break has taken, at the most what was left when it began. Milliseconds. */
export const tookMs = ({ since, leftMs }: Break, now: number): number =>
  Math.min(Math.max(0, now - since), leftMs);

function afterBreak(before: Standing, at: number): Standing {
  const { onBreak } = before;
  if (onBreak === null) return before;
  return { ...before, onBreak: null, breaksUsedMs: before.breaksUsedMs + tookMs(onBreak, at) };
}

/** True for what changes how an attempt stands. */
export function changesStanding({ kind }: ActionContent): boolean {
  switch (kind) {
    case 'pause':
    case 'resume':
    case 'extend':
    case 'end':
    case 'admit':
    case 'break_begin':
    case 'break_end':
      return true;
    case 'warn':
    case 'message':
    case 'ask':
    case 'second_look':
    case 'student_message':
      return false;
  }
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
    case 'admit':
    case 'second_look':
    case 'student_message':
    case 'break_begin':
    case 'break_end':
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
