import {
  failureMessage,
  reasonSentences,
  type Failure,
  type Problem,
  type Reason,
} from '@invigil/shared-types';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { contextOf, type LogContext } from './concerning.ts';
import type { Log } from './log.ts';
import { Refusal } from './refusal.ts';

/** Everything that is not in this table is a 400. */
const statuses: Partial<Record<Reason, number>> = {
  not_found: 404,
  unknown_exam: 404,
  unknown_attempt: 404,
  unknown_claim: 404,
  unknown_incident: 404,
  unknown_action: 404,
  unknown_appeal: 404,
  unknown_report: 404,
  unknown_webhook: 404,
  unknown_delivery: 404,
  unknown_code: 404,
  unknown_staff: 404,
  unknown_invitation: 404,
  unknown_session: 404,
  not_signed_in: 401,
  wrong_credentials: 401,
  token_missing: 401,
  token_expired: 401,
  token_forged: 401,
  wrong_exam: 403,
  not_allowed: 403,
  not_shown: 403,
  other_origin: 403,
  setup_key_wrong: 403,
  wrong_password: 403,
  not_your_claim: 403,
  exam_not_open: 403,
  not_admitted: 403,
  wrong_code: 403,
  code_used: 403,
  consent_missing: 403,
  consent_outdated: 409,
  check_missing: 409,
  no_break_left: 409,
  not_over: 409,
  attempt_over: 409,
  attempt_ended: 409,
  action_not_possible: 409,
  attempt_elsewhere: 409,
  claim_settled: 409,
  not_reviewable: 409,
  review_unfinished: 409,
  appeal_closed: 409,
  appeal_answered: 409,
  policy_outdated: 409,
  delivery_waiting: 409,
  webhook_limit: 409,
  exam_outdated: 409,
  exam_locked: 409,
  roster_duplicate: 409,
  roster_full: 409,
  student_begun: 409,
  attempt_held: 409,
  attempt_sat: 409,
  already_set_up: 409,
  username_taken: 409,
  last_owner: 409,
  evidence_too_large: 413,
  evidence_not_jpeg: 415,
  evidence_unreadable: 422,
  evidence_truncated: 400,
  evidence_dimensions: 422,
  evidence_hash_mismatch: 422,
  evidence_stale: 422,
  evidence_replayed: 422,
  evidence_contradicts: 422,
  weak_password: 422,
  exam_window_past: 422,
  pattern_too_wide: 422,
  room_unknown: 422,
  mail_unavailable: 503,
  webhook_address_refused: 422,
  rate_limited: 429,
  check_limit: 429,
  storage_unavailable: 503,
  internal: 500,
};

export const statusOf = (reason: Reason): number => statuses[reason] ?? 400;

/** What a thrown value means to the sender of a request. Logs what is the server's own fault. */
export function toFailure(error: unknown, log: Log, where: LogContext): Failure {
  const context = { ...where, ...contextOf(error) };
  if (error instanceof Refusal) {
    log.info({ ...context, reason: error.reason }, error.message);
    return error.toFailure();
  }
  if (error instanceof z.ZodError) {
    const message = failureMessage('invalid_message', describeIssues(error));
    log.info({ ...context, reason: 'invalid_message' }, message);
    return { reason: 'invalid_message', message };
  }
  const reason: Reason =
    error instanceof Error && error.name === 'StorageError' ? 'storage_unavailable' : 'internal';
  log.error({ ...context, reason, err: error }, reasonSentences[reason]);
  return { reason, message: reasonSentences[reason] };
}

/** Names the first wrong fields; never repeats what was sent. */
function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${fieldName(issue.path)}: ${fault(issue)}`)
    .join('; ');
}

/** Limits and rules are the contract's own words. */
function fault(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `too small (${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)})`;
    case 'too_big':
      return `too big (${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)})`;
    case 'custom':
      return issue.message;
    default:
      return issue.code.replaceAll('_', ' ');
  }
}

/** As far as it is the contract's: where names are free, in a record, they are the sender's words. */
function fieldName(path: readonly PropertyKey[]): string {
  const free = path.indexOf('parameters');
  return (free === -1 ? path : path.slice(0, free + 1)).map(String).join('.') || 'message';
}

/** Last of all routes: whatever no route answered. */
export const noSuchRoute: RequestHandler = () => {
  throw new Refusal('not_found');
};

/** Express's error handler: every error becomes `application/problem+json` (RFC 9457). */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const failure = toFailure(asRefusal(thrown), log, {
      method: request.method,
      route: request.path.replace(/[A-Za-z0-9_-]{16,}/g, ':id'),
    });
    const status = statusOf(failure.reason);
    const problem: Problem = {
      type: `about:blank#${failure.reason}`,
      title: failure.message,
      status,
      reason: failure.reason,
    };
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

const clientFaultSchema = z.object({
  status: z.number().min(400).max(499),
  type: z.string().optional(),
});

/**
 * Express and its parsers throw errors of their own for bodies that are not JSON, bodies that are too
 * long, addresses that cannot be decoded, …
 */
function asRefusal(thrown: unknown): unknown {
  const fault = clientFaultSchema.safeParse(thrown);
  if (!fault.success) return thrown;
  const { status, type } = fault.data;
  return status === 404
    ? new Refusal('not_found')
    : new Refusal('invalid_message', type?.replaceAll('.', ' '));
}
