import { z } from 'zod';
import { attemptBriefSchema } from './attempt-brief.ts';
import {
  admissionSchema,
  attemptSchema,
  consentSchema,
  consentVersion,
  type Attempt,
} from './attempt.ts';
import { examSchema, type Exam } from './exam.ts';
import type { Incident } from './incident.ts';
import { idSchema, timeSchema } from './primitives.ts';
import { receiptWordings } from './receipt-words.ts';
import { reviewLifecycle } from './review.ts';
import { systemCheckSchema } from './system-check.ts';

/* What students' agents and browsers ask for by REST, with `Authorization: Bearer <exam token>`. */

/**
 * `POST /api/enrol`: the code of the student's personal link for an exam token, at any time from the
 * invitation until the attempt is deleted. What the token is good for depends on how the attempt stands.
 */
export const enrolRequestSchema = z.object({ code: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) });
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

/** How the student's attempt stands: `GET /api/student/attempt`, and the answer to all that changes it. */
export const studentStandingSchema = z.object({
  attempt: attemptSchema,
  admission: admissionSchema,
  /**
   * Another one as soon as the exam, what it looks for, or the consent text was changed: then
   * `GET /api/student/exam` says how it is now. See `examVersionOf`.
   */
  examVersion: z.string().max(100).default(''),
  serverTime: timeSchema,
});
export type StudentStanding = z.infer<typeof studentStandingSchema>;

export const enrolmentSchema = studentStandingSchema.extend({
  /** A JWT (RFC 7519) for this one attempt of this one exam. */
  token: z.string(),
  tokenExpiresAt: timeSchema,
  exam: examSchema,
  /** The consent text's version that a join must name. */
  consentVersion: z.string(),
  /** When what is kept of this attempt is deleted: pictures, notes and messages; then the attempt itself. */
  deletion: z.object({ picturesAt: timeSchema, recordsAt: timeSchema }),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** `GET /api/student/exam`: what an enrolment says, as it is now, without another token. */
export const studentExamSchema = enrolmentSchema.omit({ token: true, tokenExpiresAt: true });
export type StudentExam = z.infer<typeof studentExamSchema>;

/** What tells whether a student's browser still knows the exam as it is. */
export const examVersionOf = ({ revision, policy }: Pick<Exam, 'revision' | 'policy'>): string =>
  `${consentVersion}/${revision}/${policy.version}`;

/** `POST /api/student/consent`. `POST /api/student/decline` has no body. */
export const studentConsentSchema = consentSchema;
/**
 * `POST /api/student/check`: a system check began (null), or what it found. One that passed moves the attempt
 * to `ready`, one that did not leaves it `checking`.
 */
export const studentCheckSchema = z.object({ check: systemCheckSchema.nullable() });
/* `POST /api/student/wait` has no body: the student is in the waiting room. */

/** Most bytes that one measurement of the line's speed may send or ask for. */
export const speedProbeMaxBytes = 1_000_000;
/*
 * `POST /api/student/speed` takes so many bytes (application/octet-stream) and answers with how many came;
 * `GET /api/student/speed?bytes=n` answers with n random bytes.
 */
export const speedReplySchema = z.object({ bytes: z.number().int().nonnegative() });

/** Longest appeal, characters. */
export const appealLimit = 2000;
const appealTextSchema = z.string().trim().min(1).max(appealLimit);

/** What a student says about one incident, and what a reviewer answered. */
export const appealSchema = z.object({
  id: idSchema,
  examId: idSchema,
  attemptId: idSchema,
  incidentId: idSchema,
  at: timeSchema,
  text: appealTextSchema,
  answer: z
    .object({ at: timeSchema, byStaffId: idSchema, byName: z.string(), text: appealTextSchema })
    .nullable(),
});
export type Appeal = z.infer<typeof appealSchema>;

/**
 * `PUT /api/student/incidents/:incidentId/appeal`: answers an incident; again replaces it, until it was
 * answered (`appeal_answered`) or the time for it is over (`appeal_closed`). Answers with the
 * `receiptAppealSchema`.
 */
export const appealRequestSchema = z.object({ text: appealTextSchema });

/** An appeal as the student is shown it. */
export const receiptAppealSchema = appealSchema
  .pick({ id: true, at: true, text: true })
  .extend({ answer: z.object({ at: timeSchema, text: z.string() }).nullable() });
export type ReceiptAppeal = z.infer<typeof receiptAppealSchema>;

/** An incident as the student is shown it: no name of anybody who decided. */
export const receiptIncidentSchema = z.object({
  incident: z.object({
    id: idSchema,
    kind: z.enum(['violation', 'page_event', 'contradiction', 'technical']),
    type: z.string(),
    capturedAt: timeSchema,
    /** How long it was so; null where that is not known or it had no end. Milliseconds. */
    lastedMs: z.number().int().nonnegative().nullable(),
  }),
  /** What was seen, as the key of its words for students. */
  wording: z.enum(receiptWordings),
  /** Those words, in English. */
  title: z.string(),
  /** At `GET /api/student/incidents/:incidentId/pictures/:evidenceId`. */
  pictures: z.array(
    z.object({
      evidenceId: idSchema,
      source: z.enum(['agent', 'witness']),
      capturedAt: timeSchema,
      width: z.number().int().positive(),
      height: z.number().int().positive(),
    }),
  ),
  /** What people made of it; null where nobody decides on it (technical). */
  review: z.enum(reviewLifecycle.states).nullable(),
  appeal: receiptAppealSchema.nullable(),
});
export type ReceiptIncident = z.infer<typeof receiptIncidentSchema>;

/** `GET /api/student/receipt`, once the attempt is over: what was noticed, and what becomes of it. */
export const receiptSchema = z.object({
  exam: examSchema.pick({
    id: true,
    title: true,
    opensAt: true,
    closesAt: true,
    timeZone: true,
    contact: true,
    studentView: true,
  }),
  attempt: attemptBriefSchema,
  /** What the student agreed to, and when; null where they did not agree. */
  consent: consentSchema.nullable().default(null),
  /** Oldest first; none where the exam shows the arrival alone. */
  incidents: z.array(receiptIncidentSchema),
  /** Until when an incident can be answered; null where the exam does not ask for it. */
  appealsUntil: timeSchema.nullable(),
  deletion: enrolmentSchema.shape.deletion,
  serverTime: timeSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * Until when a student can answer incidents of an attempt that is over; null where the exam does not ask.
 * @returns milliseconds since the epoch
 */
export function appealsUntil(
  { studentView, closesAt }: Pick<Exam, 'studentView' | 'closesAt'>,
  { endedAt }: Pick<Attempt, 'endedAt'>,
): number | null {
  const { receipt, appealDays } = studentView;
  if (receipt === 'arrival' || appealDays === 0) return null;
  return (endedAt ?? closesAt) + appealDays * 86_400_000;
}

/** For staff: `POST /api/appeals/:appealId/answer`. Answers with the appeal. */
export const appealAnswerSchema = z.object({ text: appealTextSchema });

/** Incidents that a student can be shown. */
export const isShownToStudents = (
  incident: Incident,
): incident is Exclude<Incident, { kind: 'note' }> => incident.kind !== 'note';
