import {
  attemptDetailSchema,
  explanationSchema,
  reviewReplySchema,
  type AttemptDetail,
  type Explanation,
  type ReviewEvent,
  type ReviewReply,
} from '@invigil/shared-types';
import { call } from './call.ts';

/** One student's attempt and its incidents. Every method rejects with a `RequestFailure`. */
export const attemptCalls = {
  attempt: (attemptId: string): Promise<AttemptDetail> =>
    call({
      method: 'GET',
      path: `/api/attempts/${encodeURIComponent(attemptId)}`,
      reply: attemptDetailSchema,
    }),

  /** How an attempt's score came about, step by step. */
  explain: (attemptId: string): Promise<Explanation> =>
    call({
      method: 'GET',
      path: `/api/attempts/${encodeURIComponent(attemptId)}/explain`,
      reply: explanationSchema,
    }),

  /** Decides on an incident; `note` says why, in the decider's own words. */
  review: (
    incidentId: string,
    event: ReviewEvent,
    note: string | null = null,
  ): Promise<ReviewReply> =>
    call({
      method: 'PUT',
      path: `/api/incidents/${encodeURIComponent(incidentId)}/review`,
      reply: reviewReplySchema,
      body: { event, note },
    }),
};

/**
 * Where the newest still of a student is.
 * @param stillAt when it was taken: the server needs no such thing, but a browser shows what it has
 *   kept for as long as the address stays the same
 */
export const stillUrl = (attemptId: string, stillAt: number): string =>
  `/api/attempts/${encodeURIComponent(attemptId)}/still?at=${stillAt}`;

/** Where the bytes of an incident's picture are. Each look at it is put on record. */
export const evidenceUrl = (incidentId: string, evidenceId: string): string =>
  `/api/incidents/${encodeURIComponent(incidentId)}/pictures/${encodeURIComponent(evidenceId)}`;
