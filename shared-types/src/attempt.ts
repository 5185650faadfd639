import { z } from 'zod';
import { defineLifecycle } from './lifecycle.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';

/**
 * An attempt's life.
 * `reconnecting`: the connection broke and the student is expected back within the grace time.
 * `left`: the quiz tab was closed, or the grace time ran out. The student can come back.
 * `submitted`: handed in; nothing reopens it. `ended`: an invigilator ended it, with the same effect.
 * Whether it is paused is no state: a paused student may lose the connection, leave and come back, and
 * is paused all the while (`pausedAt`).
 */
export const attemptLifecycle = defineLifecycle({
  states: ['invited', 'in_progress', 'reconnecting', 'left', 'submitted', 'ended'],
  events: ['join', 'connection_lost', 'grace_over', 'leave', 'submit', 'end'],
  initial: 'invited',
  table: {
    invited: { join: 'in_progress', end: 'ended' },
    in_progress: {
      // The same agent may join again after a connection that the server has not yet missed.
      join: 'in_progress',
      connection_lost: 'reconnecting',
      leave: 'left',
      submit: 'submitted',
      end: 'ended',
    },
    reconnecting: {
      join: 'in_progress',
      grace_over: 'left',
      leave: 'left',
      submit: 'submitted',
      end: 'ended',
    },
    left: { join: 'in_progress', submit: 'submitted', end: 'ended' },
    submitted: {},
    ended: {},
  },
});

export type AttemptState = (typeof attemptLifecycle.states)[number];
export type AttemptEvent = (typeof attemptLifecycle.events)[number];

export const attemptStateSchema = z.enum(attemptLifecycle.states);

/** The version of the consent text that students agree to. Change it whenever the text changes. */
export const consentVersion = '2026-11-22-3';

export const consentSchema = z.object({
  textVersion: z.string().min(1).max(40),
  givenAt: timeSchema,
});
export type Consent = z.infer<typeof consentSchema>;

/** A room of the roster, by its name. */
export const roomSchema = z.string().trim().min(1).max(100);

/** One student's sitting of one exam, as the server keeps it. */
export const attemptSchema = z.object({
  id: idSchema,
  examId: idSchema,
  studentName: z.string().min(1).max(500),
  state: attemptStateSchema,
  /** Null until the student first joins. */
  consent: consentSchema.nullable(),
  firstJoinedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  /** Where the student sits by the roster; null where the roster knows no rooms. */
  room: roomSchema.nullable().default(null),
  /** Since when nothing is judged; null while it is. */
  pausedAt: timeSchema.nullable().default(null),
  /** Time beyond the exam's end that was given to this student, milliseconds. */
  extraTimeMs: durationSchema.default(0),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** True where nothing reopens an attempt. */
export const isOver = (state: AttemptState): boolean => attemptLifecycle.isFinal(state);

/** When an exam closes for one student. @returns milliseconds since the epoch */
export const closesAtFor = (
  exam: { readonly closesAt: number },
  attempt: Pick<Attempt, 'extraTimeMs'>,
): number => exam.closesAt + attempt.extraTimeMs;
