import { z } from 'zod';
import { actionSchema } from './actions.ts';
import { accommodationSchema } from './accommodation.ts';
import { attemptSchema } from './attempt.ts';
import { violationTypeSchema } from './catalogue.ts';
import { examSummarySchema } from './exam.ts';
import { evidenceSchema, incidentSchema } from './incident.ts';
import { operatingStateSchema } from './operating-mode.ts';
import { idSchema, sha256Schema, timeSchema } from './primitives.ts';
import { legalHoldSchema } from './records.ts';
import { reviewEventSchema, reviewNoteLimit } from './review.ts';
import { scoreSchema } from './score.ts';
import { appealSchema } from './student.ts';

/** `GET /api/exams?cursor&limit`, the one that opens last first. */
export const examListSchema = z.object({
  exams: z.array(examSummarySchema),
  /** Where the next page begins (`cursor`); null where this was the last. */
  next: z.string().max(300).nullable().default(null),
});
export type ExamList = z.infer<typeof examListSchema>;

/** `GET /api/attempts/:id`: what the side panel shows of one student. */
export const attemptDetailSchema = z.object({
  attempt: attemptSchema,
  score: scoreSchema,
  /** Newest first. */
  incidents: z.array(incidentSchema),
  /** What was done about the student, and what the student wrote; newest first. */
  actions: z.array(actionSchema),
  /** What the student says about incidents; newest first. */
  appeals: z.array(appealSchema),
  /** What is different for this student; null where nothing is. */
  accommodation: accommodationSchema.nullable(),
  hold: legalHoldSchema.nullable(),
});
export type AttemptDetail = z.infer<typeof attemptDetailSchema>;

/**
 * `PUT /api/incidents/:id/review`: what the sender says of an incident; `reopen` takes back what they said.
 * Answers with the incident and the attempt's score after it.
 */
export const reviewRequestSchema = z.object({
  event: reviewEventSchema,
  /** Empty: without a note. Null: the one that was there stays, where the same is said again. */
  note: z.string().trim().max(reviewNoteLimit).nullable().default(null),
});
export type ReviewRequest = z.infer<typeof reviewRequestSchema>;
export const reviewReplySchema = z.object({ incident: incidentSchema, score: scoreSchema });
export type ReviewReply = z.infer<typeof reviewReplySchema>;

/* Students */

/**
 * The text fields of `POST /api/evidence` (multipart/form-data, `Authorization: Bearer <token>`).
 * The picture is the one file field, `frame`, a JPEG.
 */
export const evidenceFieldsSchema = z.object({
  claimId: z.uuid(),
  capturedAt: z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .pipe(timeSchema),
  /** Of the bytes as uploaded. */
  sha256: sha256Schema,
});
export type EvidenceFields = z.infer<typeof evidenceFieldsSchema>;

/** The answer to an accepted picture: its claim is confirmed. */
export const confirmationSchema = z.object({
  incidentId: idSchema,
  type: violationTypeSchema,
  confirmedAt: timeSchema,
  evidence: evidenceSchema,
});
export type Confirmation = z.infer<typeof confirmationSchema>;

/** `GET /health` */
export const healthSchema = z.object({
  status: z.enum(['up', 'stopping']),
  uptimeSeconds: z.number(),
  sfu: z.object({
    workers: z.number().int(),
    routers: z.number().int(),
    transports: z.number().int(),
    producers: z.number().int(),
    consumers: z.number().int(),
    /** Streams that go from one worker to another. */
    pipes: z.number().int(),
    pendingConsumers: z.number().int(),
    /** Students who were told to send no video, since nobody looks. */
    asleep: z.number().int(),
    /** Students who try the way of the video before the exam; in none of the other figures. */
    checks: z.number().int(),
  }),
  connections: z.object({ agents: z.number().int(), walls: z.number().int() }),
  /** How violations are counted: where, and in which mode. */
  ledger: operatingStateSchema.extend({ kind: z.enum(['memory', 'redis']) }),
  /** Work that is done later, by its kind; null where that cannot be counted now. */
  jobs: z
    .record(
      z.string(),
      z.object({
        waiting: z.number().int(),
        running: z.number().int(),
        /** Given up. */
        failed: z.number().int(),
      }),
    )
    .nullable(),
  witness: z.object({
    /** Whether faces can be counted in stills. */
    counting: z.boolean(),
    /** Stills since the start: taken, and tried in vain. */
    taken: z.number().int(),
    failed: z.number().int(),
  }),
});
export type Health = z.infer<typeof healthSchema>;
