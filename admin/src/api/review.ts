import {
  appealSchema,
  attemptReplySchema,
  contactSheetSchema,
  precisionListSchema,
  reviewQueueSchema,
  whatIfReplySchema,
  type Appeal,
  type Attempt,
  type ContactSheet,
  type Policy,
  type PrecisionList,
  type ReviewEffort,
  type ReviewQueue,
  type SheetQuery,
  type WhatIfReply,
} from '@invigil/shared-types';
import { z } from 'zod';
import { call, callForPicture } from './call.ts';
import { evidenceUrl } from './attempts.ts';

const ofExam = (examId: string, rest: string): string =>
  `/api/exams/${encodeURIComponent(examId)}${rest}`;
const ofAttempt = (attemptId: string, rest: string): string =>
  `/api/attempts/${encodeURIComponent(attemptId)}${rest}`;

/** Which part of a long list is asked for. */
interface Part {
  readonly cursor: string | null;
  readonly limit: number;
}

function queryOf({ cursor, limit }: Part, more: SheetQuery = {}): string {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ ...more, cursor })) {
    if (value !== undefined && value !== null) query.set(name, value);
  }
  return query.toString();
}

/** Going through what was noticed in an exam. Every method rejects with a `RequestFailure`. */
export const reviewCalls = {
  reviewQueue: (examId: string, part: Part): Promise<ReviewQueue> =>
    call({
      method: 'GET',
      path: ofExam(examId, `/reviews?${queryOf(part)}`),
      reply: reviewQueueSchema,
    }),

  contactSheet: (examId: string, which: SheetQuery, part: Part): Promise<ContactSheet> =>
    call({
      method: 'GET',
      path: ofExam(examId, `/incidents?${queryOf(part, which)}`),
      reply: contactSheetSchema,
    }),

  precision: (examId: string): Promise<PrecisionList> =>
    call({ method: 'GET', path: ofExam(examId, '/precision'), reply: precisionListSchema }),

  /** How everybody would stand under another policy. Changes nothing. */
  whatIf: (examId: string, policy: Policy): Promise<WhatIfReply> =>
    call({
      method: 'POST',
      path: ofExam(examId, '/what-if'),
      reply: whatIfReplySchema,
      body: { policy },
    }),

  answerAppeal: (appealId: string, text: string): Promise<Appeal> =>
    call({
      method: 'POST',
      path: `/api/appeals/${encodeURIComponent(appealId)}/answer`,
      reply: appealSchema,
      body: { text },
    }),

  /** Ends the review of one student. */
  async closeReview(attemptId: string): Promise<Attempt> {
    const path = ofAttempt(attemptId, '/close');
    return (await call({ method: 'POST', path, reply: attemptReplySchema })).attempt;
  },

  async reopenReview(attemptId: string): Promise<Attempt> {
    const path = ofAttempt(attemptId, '/reopen');
    return (await call({ method: 'POST', path, reply: attemptReplySchema })).attempt;
  },

  /** What looking at one student took; added to what it took before. */
  async tellEffort(attemptId: string, body: ReviewEffort): Promise<void> {
    const path = ofAttempt(attemptId, '/review-effort');
    await call({ method: 'POST', path, reply: z.unknown(), body, keepalive: true });
  },

  /** The bytes of an incident's picture. Each look is put on record. */
  evidence: (incidentId: string, evidenceId: string): Promise<Blob> =>
    callForPicture(evidenceUrl(incidentId, evidenceId)),
};
