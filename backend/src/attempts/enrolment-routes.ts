import { enrolRequestSchema } from '@invigil/shared-types';
import { Router, type RequestHandler } from 'express';
import type { Enrolments } from './enrolment.ts';

/** `POST /api/enrol`, for students' agents. */
export function enrolmentRoutes(enrolments: Enrolments, limiter: RequestHandler): Router {
  const router = Router();
  router.post('/', limiter, async (request, response) => {
    const { code } = enrolRequestSchema.parse(request.body);
    response.json(await enrolments.enrol(code, Date.now()));
  });
  return router;
}
