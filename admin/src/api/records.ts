import {
  deletionPageSchema,
  deletionSchema,
  holdReplySchema,
  type Deletion,
  type DeletionPage,
  type HoldReply,
} from '@invigil/shared-types';
import { z } from 'zod';
import { call } from './call.ts';

const ofAttempt = (attemptId: string, rest: string): string =>
  `/api/attempts/${encodeURIComponent(attemptId)}${rest}`;
const ofExam = (examId: string, rest = ''): string =>
  `/api/exams/${encodeURIComponent(examId)}${rest}`;

/** What is kept, held and deleted. Every method rejects with a `RequestFailure`. */
export const recordCalls = {
  hold: (attemptId: string, reason: string): Promise<HoldReply> =>
    call({
      method: 'PUT',
      path: ofAttempt(attemptId, '/hold'),
      reply: holdReplySchema,
      body: { reason },
    }),

  liftHold: (attemptId: string): Promise<HoldReply> =>
    call({ method: 'DELETE', path: ofAttempt(attemptId, '/hold'), reply: holdReplySchema }),

  /** Deletes all that is kept of one student in one exam, at once and for good. */
  erase: (attemptId: string, reason: string): Promise<Deletion> =>
    call({
      method: 'POST',
      path: ofAttempt(attemptId, '/erase'),
      reply: deletionSchema,
      body: { reason },
    }),

  /** One page of what was deleted, newest first. */
  deletions(examId: string, cursor: string | null, limit: number): Promise<DeletionPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== null) query.set('cursor', cursor);
    const path = ofExam(examId, `/deletions?${query.toString()}`);
    return call({ method: 'GET', path, reply: deletionPageSchema });
  },

  /** Deletes an exam with all that belongs to it. */
  async deleteExam(examId: string): Promise<void> {
    await call({ method: 'DELETE', path: ofExam(examId), reply: z.unknown() });
  },
};
