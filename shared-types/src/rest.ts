import { z } from 'zod';
import { actionSchema } from './actions.ts';
import { attemptSchema } from './attempt.ts';
import { violationTypeSchema } from './catalogue.ts';
import { examSchema, examSummarySchema } from './exam.ts';
import { evidenceSchema, incidentSchema, reviewEventSchema, reviewNoteSchema } from './incident.ts';
import { operatingStateSchema } from './operating-mode.ts';
import { idSchema, sha256Schema, timeSchema } from './primitives.ts';
import { scoreSchema } from './score.ts';

/* Staff */

/** `POST /api/staff/login`. Sets the httpOnly session cookie. */
export const loginRequestSchema = z.object({
  username: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(200),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

/** `GET /api/staff/me`, and the answer to a login. */
export const staffSchema = z.object({ id: idSchema, username: z.string() });
export type Staff = z.infer<typeof staffSchema>;

/** `GET /api/exams` */
export const examListSchema = z.object({ exams: z.array(examSummarySchema) });
export type ExamList = z.infer<typeof examListSchema>;

/** `GET /api/attempts/:id`: what the side panel shows of one student. */
export const attemptDetailSchema = z.object({
  attempt: attemptSchema,
  score: scoreSchema,
  /** Newest first. */
  incidents: z.array(incidentSchema),
  /** What was done about the student, and what the student wrote; newest first. */
  actions: z.array(actionSchema),
});
export type AttemptDetail = z.infer<typeof attemptDetailSchema>;

/** `PUT /api/incidents/:id/review`. Answers with the incident and the attempt's score after it. */
export const reviewRequestSchema = z.object({
  event: reviewEventSchema,
  note: reviewNoteSchema.nullable().default(null),
});
export type ReviewRequest = z.infer<typeof reviewRequestSchema>;
export const reviewReplySchema = z.object({ incident: incidentSchema, score: scoreSchema });
export type ReviewReply = z.infer<typeof reviewReplySchema>;

/* Students */

/** `POST /api/enrol`: the code of the student's link for an exam token. */
export const enrolRequestSchema = z.object({ code: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) });
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

export const enrolmentSchema = z.object({
  /** A JWT (RFC 7519) for this one attempt of this one exam. */
  token: z.string(),
  tokenExpiresAt: timeSchema,
  attempt: attemptSchema,
  exam: examSchema,
  /** The consent text's version that a join must name. */
  consentVersion: z.string(),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

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
  }),
  connections: z.object({ agents: z.number().int(), walls: z.number().int() }),
  /** How violations are counted: where, and in which mode. */
  ledger: operatingStateSchema.extend({ kind: z.enum(['memory', 'redis']) }),
  witness: z.object({
    /** Whether faces can be counted in stills. */
    counting: z.boolean(),
    /** Stills since the start: taken, and tried in vain. */
    taken: z.number().int(),
    failed: z.number().int(),
  }),
});
export type Health = z.infer<typeof healthSchema>;
