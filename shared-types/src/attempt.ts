import { z } from 'zod';
import { consentScopeSchema } from './consent-scope.ts';
import { defineLifecycle } from './lifecycle.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';
import { systemCheckSchema } from './system-check.ts';

/**
 * An attempt's life, from the roster to the archive.
 *
 * Before: `invited` → `consented` → `checking` (the system check runs, or failed) → `ready` (it passed) →
 * `waiting` (in the waiting room). `declined`: the student did not agree; they may still change their mind.
 * A student who comes straight to the quiz joins from wherever they are: what has to be there for that
 * (consent, admission) is asked at the join.
 *
 * During: `in_progress`; `reconnecting`: the connection broke and the student is expected back within the
 * grace time; `left`: the quiz tab was closed, or the grace time ran out. The student can come back.
 * Whether it is paused is no state: a paused student may lose the connection, leave and come back, and is
 * paused all the while (`pausedAt`).
 *
 * After: `submitted`: handed in; `ended`: an invigilator ended it; `expired`: its time ran out. Which of the
 * three it was stays in `outcome`. `under_review`: the report is written and people decide; `closed`: they
 * are done. An appeal opens it again.
 */
export const attemptLifecycle = defineLifecycle({
  states: [
    'invited',
    'declined',
    'consented',
    'checking',
    'ready',
    'waiting',
    'in_progress',
    'reconnecting',
    'left',
    'submitted',
    'ended',
    'expired',
    'under_review',
    'closed',
  ],
  events: [
    'consent',
    'decline',
    'check',
    'pass',
    'wait',
    'join',
    'connection_lost',
    'grace_over',
    'leave',
    'submit',
    'end',
    'expire',
    'review',
    'close',
    'appeal',
  ],
  initial: 'invited',
  table: {
    invited: {
      consent: 'consented',
      decline: 'declined',
      // With the consent that the join itself carries.
      join: 'in_progress',
      end: 'ended',
      expire: 'expired',
    },
    declined: { consent: 'consented', decline: 'declined', end: 'ended', expire: 'expired' },
    consented: {
      consent: 'consented',
      decline: 'declined',
      check: 'checking',
      join: 'in_progress',
      end: 'ended',
      expire: 'expired',
    },
    checking: {
      consent: 'checking',
      decline: 'declined',
      check: 'checking',
      pass: 'ready',
      join: 'in_progress',
      end: 'ended',
      expire: 'expired',
    },
    ready: {
      consent: 'ready',
      decline: 'declined',
      check: 'checking',
      pass: 'ready',
      wait: 'waiting',
      join: 'in_progress',
      end: 'ended',
      expire: 'expired',
    },
    waiting: {
      consent: 'waiting',
      decline: 'declined',
      check: 'checking',
      wait: 'waiting',
      join: 'in_progress',
      end: 'ended',
      expire: 'expired',
    },
    in_progress: {
      // From another computer, before it joins.
      consent: 'in_progress',
      // The same agent may join again after a connection that the server has not yet missed.
      join: 'in_progress',
      connection_lost: 'reconnecting',
      leave: 'left',
      submit: 'submitted',
      end: 'ended',
      expire: 'expired',
    },
    reconnecting: {
      consent: 'reconnecting',
      join: 'in_progress',
      grace_over: 'left',
      leave: 'left',
      submit: 'submitted',
      end: 'ended',
      expire: 'expired',
    },
    left: {
      consent: 'left',
      join: 'in_progress',
      submit: 'submitted',
      end: 'ended',
      expire: 'expired',
    },
    submitted: { review: 'under_review' },
    ended: { review: 'under_review' },
    expired: { review: 'under_review' },
    under_review: { close: 'closed', appeal: 'under_review' },
    closed: { appeal: 'under_review', review: 'under_review' },
  },
});

export type AttemptState = (typeof attemptLifecycle.states)[number];
export type AttemptEvent = (typeof attemptLifecycle.events)[number];

export const attemptStateSchema = z.enum(attemptLifecycle.states);

/** Before the student has begun. */
export const statesBefore = [
  'invited',
  'declined',
  'consented',
  'checking',
  'ready',
  'waiting',
] as const satisfies readonly AttemptState[];

/** Once the sitting is over, however it ended. */
export const statesAfter = [
  'submitted',
  'ended',
  'expired',
  'under_review',
  'closed',
] as const satisfies readonly AttemptState[];

/** True where the student has not begun yet. */
export const isBefore = (state: AttemptState): boolean => includes(statesBefore, state);
/** True where the sitting is over: nothing brings the student back into it. */
export const isOver = (state: AttemptState): boolean => includes(statesAfter, state);

const includes = (states: readonly AttemptState[], state: AttemptState): boolean =>
  states.includes(state);

/** How a sitting ended. */
export const outcomeSchema = z.enum(['submitted', 'ended', 'expired']);
export type Outcome = z.infer<typeof outcomeSchema>;

/** The version of the consent text that students agree to. Change it whenever the text changes. */
export const consentVersion = '2026-11-22-5';

export const consentSchema = z.object({
  textVersion: z.string().min(1).max(40),
  givenAt: timeSchema,
  /** To what, of what differs between exams. Null for agreements from before this was kept: to the exam as it is. */
  scope: consentScopeSchema.nullable().default(null),
});
export type Consent = z.infer<typeof consentSchema>;

/** A room of the roster, by its name. */
export const roomSchema = z.string().trim().min(1).max(100);
/** What the school calls a student: unique in an exam, whatever its case. */
export const studentNumberSchema = z.string().trim().min(1).max(60);

/** One student's sitting of one exam, as the server keeps it. */
export const attemptSchema = z.object({
  id: idSchema,
  examId: idSchema,
  studentName: z.string().min(1).max(500),
  /** Null for rosters from before there were numbers. */
  studentNumber: studentNumberSchema.nullable().default(null),
  state: attemptStateSchema,
  /** Null until the student has agreed. */
  consent: consentSchema.nullable(),
  firstJoinedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  /** Null while it is not over. */
  outcome: outcomeSchema.nullable().default(null),
  /** Where the student sits by the roster; null where the roster knows no rooms. */
  room: roomSchema.nullable().default(null),
  /** Since when nothing is judged; null while it is. */
  pausedAt: timeSchema.nullable().default(null),
  /** Time beyond the exam's end that was given to this student, milliseconds. */
  extraTimeMs: durationSchema.default(0),
  /** When an invigilator let the student in, ahead of the window or where the exam asks for it. */
  admittedAt: timeSchema.nullable().default(null),
  /** The newest system check; null where there was none. */
  systemCheck: systemCheckSchema.nullable().default(null),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** When an exam closes for one student. @returns milliseconds since the epoch */
export const closesAtFor = (
  exam: { readonly closesAt: number },
  attempt: Pick<Attempt, 'extraTimeMs'>,
): number => exam.closesAt + attempt.extraTimeMs;

/** Whether, and until when not, a student may begin or go on. */
export const admissionSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('open') }),
  /** The window has not opened yet. */
  z.object({ state: z.literal('opens'), at: timeSchema }),
  /** An invigilator lets students in, one by one. */
  z.object({ state: z.literal('by_invigilator') }),
  /** The window is over for this student, and they have not begun. */
  z.object({ state: z.literal('closed'), at: timeSchema }),
]);
export type Admission = z.infer<typeof admissionSchema>;

/**
 * Whether a student may join now. Whoever has begun may come back until the attempt is over: that it ends is
 * for the server to say (`expired`), a while after the close.
 * @param now milliseconds since the epoch
 */
export function admissionOf(
  exam: {
    readonly opensAt: number;
    readonly closesAt: number;
    readonly admission: 'automatic' | 'by_invigilator';
  },
  attempt: Pick<Attempt, 'extraTimeMs' | 'admittedAt' | 'firstJoinedAt'>,
  now: number,
): Admission {
  if (attempt.firstJoinedAt !== null) return { state: 'open' };
  const closesAt = closesAtFor(exam, attempt);
  if (now > closesAt) return { state: 'closed', at: closesAt };
  if (attempt.admittedAt !== null) return { state: 'open' };
  if (exam.admission === 'by_invigilator') return { state: 'by_invigilator' };
  return now < exam.opensAt ? { state: 'opens', at: exam.opensAt } : { state: 'open' };
}
