import {
  scopeOf,
  wideningsOf,
  type AskedExam,
  type Consent,
  type Widening,
} from '@invigil/shared-types';
import type { StoredEnrolment } from './stored.ts';

/** In what an exam goes beyond what the student agreed to; nothing where they have not agreed to anything yet. */
export const wideningsSince = (exam: AskedExam, agreed: Consent | null): Widening[] =>
  agreed === null || agreed.scope === null ? [] : wideningsOf(scopeOf(exam), agreed.scope);

/**
 * Whether the student has agreed to this text and to all that the exam asks for. Whoever has begun is watched for
 * no more than they agreed to then, and is not asked again.
 */
export function hasAgreed({
  attempt,
  consent,
  consentVersion,
  exam,
}: Pick<StoredEnrolment, 'attempt' | 'consent' | 'consentVersion' | 'exam'>): boolean {
  if (consent?.textVersion !== consentVersion) return false;
  return attempt.firstJoinedAt !== null || wideningsSince(exam, consent).length === 0;
}
