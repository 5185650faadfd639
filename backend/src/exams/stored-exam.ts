import { defaultPolicy, examSchema, policySchema, timeSchema } from '@invigil/shared-types';
import type { Exam, Policy } from '@invigil/shared-types';
import { z } from 'zod';
import type { PolicyVersion } from './exam-store.ts';

/** An exam as it is stored: the versions of its policy are kept beside it. */
export const storedExamSchema = examSchema.omit({ policy: true });
export type StoredExam = z.infer<typeof storedExamSchema>;

export const policyVersionSchema: z.ZodType<PolicyVersion> = z.object({
  policy: policySchema,
  changedAt: timeSchema.nullable(),
  changedBy: z.string().nullable(),
});

export function toStored(exam: Exam): StoredExam {
  return storedExamSchema.parse(exam);
}

/** Exams that were stored before there were policies have none: they are judged by the catalogue. */
export function fromStored(exam: StoredExam, newest: PolicyVersion | undefined): Exam {
  return { ...exam, policy: newest?.policy ?? defaultPolicy };
}

/** The policy with which an exam was made. */
export function firstVersion(policy: Policy): PolicyVersion {
  return { policy, changedAt: null, changedBy: null };
}

/**
 * A version without what it accommodates for these attempts, with null without all of it; the same object where
 * that is nothing.
 */
export function withoutAccommodations(
  version: PolicyVersion,
  attemptIds: readonly string[] | null,
): PolicyVersion {
  const all = Object.entries(version.policy.accommodations);
  const gone = new Set(attemptIds);
  const left = attemptIds === null ? [] : all.filter(([id]) => !gone.has(id));
  if (left.length === all.length) return version;
  return { ...version, policy: { ...version.policy, accommodations: Object.fromEntries(left) } };
}
