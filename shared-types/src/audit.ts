import { z } from 'zod';
import { actorSchema } from './actions.ts';
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
  'policy_changed',
  /** What is judged in another way for one student was changed. */
  'accommodation_changed',
  'signed_in',
  'sign_in_failed',
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

/** `GET /api/exams/:examId/audit?after=<seq>&limit=<n>`: the exam's entries after one, oldest first. */
export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** Where the next page begins (`after`); null where this was the last. */
  next: z.number().int().positive().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
