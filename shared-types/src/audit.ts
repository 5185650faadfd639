import { z } from 'zod';
import { actorSchema } from './actions.ts';
import { attemptSchema } from './attempt.ts';
import { idSchema, sha256Schema, timeSchema } from './primitives.ts';

/** What goes into the audit log. */
export const auditedSteps = [
  /** An invigilator did something about a student, or a student wrote. */
  'action_taken',
  'action_seen',
  'action_done',
  /** The attempt was over before that. */
  'action_lapsed',
  /** A person decided on an incident. */
  'incident_reviewed',
  /** Somebody among the staff looked at a picture; the same one again within a while is not told anew. */
  'picture_viewed',
  'review_closed',
  'review_reopened',
  /** A student answered an incident, or changed what they had said of it. */
  'appeal_filed',
  'appeal_answered',
  'policy_changed',
  /** What is judged in another way for one student was changed. */
  'accommodation_changed',
  'signed_in',
  'sign_in_failed',
  'signed_out',
  /** A session was ended from elsewhere than where it was signed in. */
  'session_ended',
  /** One's own; all of one's other sessions end with it. */
  'password_changed',
  /** The first account of all. */
  'owner_created',
  'staff_invited',
  'invitation_withdrawn',
  /** Somebody took an invitation. */
  'staff_joined',
  'role_changed',
  'staff_removed',
  'exam_created',
  'exam_changed',
  /** Many students at once, with figures. */
  'roster_imported',
  'student_added',
  'student_changed',
  'student_removed',
  /** A student's code and link were made new. */
  'access_renewed',
  /** Codes were printed, or links exported. */
  'access_exported',
  'access_mailed',
  /** Somebody had a wrong code at an exam's link; one entry for all within a while, with their number. */
  'join_code_failed',
  'webhook_added',
  'webhook_changed',
  'webhook_removed',
  'webhook_secret_renewed',
  /** A delivery was sent once more. */
  'webhook_redelivered',
  /** A report, or an exam's, was read or downloaded. */
  'report_downloaded',
  /** Somebody had a report made anew. */
  'report_made',
  /** An attempt was put under a legal hold, or the reason changed. */
  'hold_placed',
  'hold_lifted',
  /** What was kept was deleted: its time was over, or somebody erased it. With figures. */
  'records_deleted',
  /** On the server's own machine somebody was given a new password; all of their sessions ended with it. */
  'password_reset',
] as const;
export const auditedStepSchema = z.enum(auditedSteps);
export type AuditedStep = z.infer<typeof auditedStepSchema>;

/** Who did something; of an attempt that failed or that nobody made, the server itself. */
export const auditorSchema = z.union([actorSchema, z.object({ kind: z.literal('server') })]);
export type Auditor = z.infer<typeof auditorSchema>;

/** Particulars of a step: names, texts and figures. */
export const auditDetailSchema = z.record(z.string().max(40), z.json());
export type AuditDetail = z.infer<typeof auditDetailSchema>;

/**
 * One entry of the audit log. Each is chained to the one before it, so that none can be changed, left out
 * or put in between unnoticed. The particulars are chained by their fingerprint: once the exam's retention
 * is over they are erased, and the chain still holds.
 */
export const auditEntrySchema = z.object({
  /** 1, 2, 3, … over all exams. */
  seq: z.number().int().positive(),
  at: timeSchema,
  who: auditorSchema,
  what: auditedStepSchema,
  /** Null for what is about no exam. */
  examId: idSchema.nullable(),
  attemptId: idSchema.nullable(),
  /** Null once it was erased. */
  particulars: z
    .object({
      detail: auditDetailSchema,
      /** Random, so that nobody can find out by trying what a fingerprint was made of. */
      salt: z.string().max(64),
    })
    .nullable(),
  /** SHA-256 of the particulars as canonical JSON. */
  particularsHash: sha256Schema,
  /** The `hash` of the entry before this one; of the first, 64 zeros. */
  prev: sha256Schema,
  /** SHA-256 of all of this but the particulars and this, as canonical JSON. */
  hash: sha256Schema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Longest page of the audit log. */
export const auditPageLimit = 500;

const entryNumberSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** `?order&after&limit&what&staffId` of both lists of the audit log. */
export const auditQuerySchema = z.object({
  order: z.enum(['oldest', 'newest']).default('oldest'),
  /** The `next` of the page before: entries after it in that order, itself not among them. */
  after: entryNumberSchema.optional(),
  limit: entryNumberSchema.pipe(z.number().min(1).max(auditPageLimit)).default(auditPageLimit),
  /** Only entries of this step. */
  what: auditedStepSchema.optional(),
  /** Only what this member of the staff did. */
  staffId: idSchema.optional(),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;

/** `GET /api/exams/:examId/audit`: an exam's entries. `GET /api/audit`: those of all exams and of none. */
export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  /**
   * By attempt, the students whom these entries are about, as they are on the roster now: the log itself, which
   * nobody can change, holds no name of a student. Those who were erased are not among them.
   */
  students: z.record(
    idSchema,
    z.object({ name: z.string(), number: attemptSchema.shape.studentNumber }),
  ),
  /** Where the next page begins (`after`); null where this was the last. */
  next: z.number().int().positive().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;

/** `GET /api/audit/verification`: whether the chain of all entries holds. */
export const auditVerificationSchema = z.object({
  /** How many there are. */
  entries: z.number().int().nonnegative(),
  /** The first one at which it does not hold; null where it does. */
  brokenAt: z.number().int().positive().nullable(),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;
