import { z } from 'zod';
import { pageOf } from './paging.ts';
import { idSchema, timeSchema } from './primitives.ts';

const reasonSchema = z.string().trim().min(1).max(500);

/** Nothing of an attempt is deleted while it is held, whatever its exam's retention says. */
export const legalHoldSchema = z.object({
  since: timeSchema,
  byStaffId: idSchema,
  byName: z.string(),
  reason: reasonSchema,
});
export type LegalHold = z.infer<typeof legalHoldSchema>;

/** `PUT /api/attempts/:attemptId/hold`; `DELETE` ends it. Both answer with this. */
export const holdRequestSchema = z.object({ reason: reasonSchema });
export const holdReplySchema = z.object({ hold: legalHoldSchema.nullable() });
export type HoldReply = z.infer<typeof holdReplySchema>;

/** What was deleted, how much of it, and why: figures, never what it said. */
export const deletionSchema = z.object({
  id: idSchema,
  at: timeSchema,
  examId: idSchema,
  /** Null where it was about a whole exam. */
  attemptId: idSchema.nullable(),
  cause: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('retention'), what: z.enum(['pictures', 'records']) }),
    z.object({ kind: z.literal('erasure'), byName: z.string(), reason: z.string() }),
    z.object({ kind: z.literal('exam_deleted'), byName: z.string() }),
  ]),
  deleted: z.object({
    pictures: z.number().int().nonnegative(),
    incidents: z.number().int().nonnegative(),
    actions: z.number().int().nonnegative(),
    appeals: z.number().int().nonnegative(),
    /** Lines of the event log. */
    events: z.number().int().nonnegative(),
    reports: z.number().int().nonnegative(),
    /** Particulars in the audit log: who did what and when stays. */
    auditParticulars: z.number().int().nonnegative(),
    attempts: z.number().int().nonnegative(),
  }),
});
export type Deletion = z.infer<typeof deletionSchema>;

/**
 * `POST /api/attempts/:attemptId/erase`: deletes all that is kept of one student in one exam, at once and for
 * good. Refused while it is held (`attempt_held`) or sat (`attempt_sat`). Answers with the deletion.
 */
export const eraseRequestSchema = z.object({ reason: reasonSchema });

/** `GET /api/exams/:examId/deletions`, newest first. */
export const deletionPageSchema = pageOf(deletionSchema);
export type DeletionPage = z.infer<typeof deletionPageSchema>;
/* `DELETE /api/exams/:examId` erases an exam with all that belongs to it; refused while an attempt is held or sat. */
