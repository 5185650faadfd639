import { attemptCalls } from './attempts.ts';
import { auditCalls } from './audit.ts';
import { examCalls } from './exams.ts';
import { peopleCalls } from './people.ts';
import { receiptCalls } from './receipt.ts';
import { recordCalls } from './records.ts';
import { reportCalls } from './reports.ts';
import { reviewCalls } from './review.ts';
import { sessionCalls } from './session.ts';
import { webhookCalls } from './webhooks.ts';

export { evidenceUrl, stillUrl } from './attempts.ts';
export { attemptReportUrl, examReportUrl } from './reports.ts';
export { onNotAllowed, onSignedOut, reportSignedOut } from './call.ts';

/** The REST half of the server. Every method rejects with a `RequestFailure`. */
export const api = {
  ...sessionCalls,
  ...examCalls,
  ...attemptCalls,
  ...peopleCalls,
  ...webhookCalls,
  ...recordCalls,
  ...reviewCalls,
  ...reportCalls,
  ...receiptCalls,
  ...auditCalls,
};
