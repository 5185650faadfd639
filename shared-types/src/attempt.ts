import { z } from 'zod';
import { defineLifecycle } from './lifecycle.ts';
import { idSchema, timeSchema } from './primitives.ts';

/**
 * An attempt's life.
 * `reconnecting`: the connection broke and the student is expected back within the grace time.
 * `left`: the quiz tab was closed, or the grace time ran out. The student can come back.
 * `submitted`: handed in; nothing reopens it.
 */
export const attemptLifecycle = defineLifecycle({
  states: ['invited', 'in_progress', 'reconnecting', 'left', 'submitted'],
  events: ['join', 'connection_lost', 'grace_over', 'leave', 'submit'],
  initial: 'invited',
  table: {
    invited: { join: 'in_progress' },
    in_progress: {
      // The same agent may join again after a connection that the server has not yet missed.
      join: 'in_progress',
      connection_lost: 'reconnecting',
      leave: 'left',
      submit: 'submitted',
    },
    reconnecting: { join: 'in_progress', grace_over: 'left', leave: 'left', submit: 'submitted' },
    left: { join: 'in_progress', submit: 'submitted' },
    submitted: {},
  },
});

export type AttemptState = (typeof attemptLifecycle.states)[number];
export type AttemptEvent = (typeof attemptLifecycle.events)[number];

export const attemptStateSchema = z.enum(attemptLifecycle.states);

/** The version of the consent text that students agree to. Change it whenever the text changes. */
export const consentVersion = '2026-11-22-2';

export const consentSchema = z.object({
  textVersion: z.string().min(1).max(40),
  givenAt: timeSchema,
});
export type Consent = z.infer<typeof consentSchema>;

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
});
export type Attempt = z.infer<typeof attemptSchema>;
