import {
  auditPageSchema,
  auditVerificationSchema,
  type AuditedStep,
  type AuditPage,
  type AuditVerification,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import { call } from './call.ts';

/** Which entries of the audit log are asked for; null leaves it open. */
export interface AuditFilter {
  /** Null for those of all exams and of none. */
  readonly examId: string | null;
  readonly what: AuditedStep | null;
  readonly staffId: string | null;
}

/** Who did what. Every method rejects with a `RequestFailure`. */
export const auditCalls = {
  /** One page of the audit log, newest first. @param after the `next` of the page before */
  audit(
    { examId, what, staffId }: AuditFilter,
    after: number | null,
    limit: number,
  ): Promise<AuditPage> {
    const query = new URLSearchParams({ order: 'newest', limit: String(limit) });
    if (after !== null) query.set('after', String(after));
    if (what !== null) query.set('what', what);
    if (staffId !== null) query.set('staffId', staffId);
    const of = examId === null ? '/api/audit' : `/api/exams/${encodeURIComponent(examId)}/audit`;
    return call({ method: 'GET', path: `${of}?${query.toString()}`, reply: auditPageSchema });
  },

  /** Has the server check the chain of all entries. */
  verifyAudit: (): Promise<AuditVerification> =>
    call({
      method: 'GET',
      path: '/api/audit/verification',
      reply: auditVerificationSchema,
      timeoutMs: config.audit.verifyTimeoutMs,
    }),
};
