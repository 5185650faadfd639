import {
  pageQuerySchema,
  reviewEffortSchema,
  sheetQuerySchema,
  whatIfRequestSchema,
  type Staff,
} from '@invigil/shared-types';
import { Router, type RequestHandler, type Response } from 'express';
import type { ReviewRoom } from './review-room.ts';

export interface ReviewRouteGuards {
  /** Lets only those pass who may review. */
  readonly reviewers: RequestHandler;
  /** Who was let pass. */
  readonly staffOf: (response: Response) => Staff;
}

/** What is under `/api/exams/:examId` for those who review. */
export function examReviewRoutes(room: ReviewRoom, guards: ReviewRouteGuards): Router {
  const router = Router();
  const { reviewers, staffOf } = guards;
  for (const part of ['reviews', 'incidents', 'precision', 'what-if']) {
    router.use(`/:examId/${part}`, reviewers);
  }

  router.get('/:examId/reviews', async (request, response) => {
    const { examId } = request.params;
    const page = pageQuerySchema.parse(request.query);
    response.json(await room.queue(examId, staffOf(response), page));
  });

  router.get('/:examId/incidents', async (request, response) => {
    const { examId } = request.params;
    const query = sheetQuerySchema.extend(pageQuerySchema.shape).parse(request.query);
    response.json(await room.sheet(examId, staffOf(response), query));
  });

  router.get('/:examId/precision', async (request, response) => {
    response.json(await room.precision(request.params.examId));
  });

  router.post('/:examId/what-if', async (request, response) => {
    const { policy } = whatIfRequestSchema.parse(request.body);
    response.json(await room.whatIf(request.params.examId, policy));
  });

  return router;
}

/** What is under `/api/attempts/:attemptId` for those who review. */
export function attemptReviewRoutes(room: ReviewRoom, guards: ReviewRouteGuards): Router {
  const router = Router();
  const { reviewers, staffOf } = guards;
  for (const part of ['review-effort', 'close', 'reopen']) {
    router.use(`/:attemptId/${part}`, reviewers);
  }

  router.post('/:attemptId/review-effort', async (request, response) => {
    const effort = reviewEffortSchema.parse(request.body);
    await room.addEffort(request.params.attemptId, staffOf(response), effort);
    response.status(204).end();
  });

  router.post('/:attemptId/close', async (request, response) => {
    const at = Date.now();
    const attempt = await room.close(request.params.attemptId, staffOf(response), at);
    response.json({ attempt, at });
  });

  router.post('/:attemptId/reopen', async (request, response) => {
    const at = Date.now();
    const attempt = await room.reopen(request.params.attemptId, staffOf(response), at);
    response.json({ attempt, at });
  });

  return router;
}
