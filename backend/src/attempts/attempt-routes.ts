import type { AttemptDetail, Incident, Score } from '@invigil/shared-types';
import { Router } from 'express';
import type { AttemptService } from './attempt-service.ts';

/** What the referee knows of an attempt. */
export interface AttemptFindings {
  incidents(attemptId: string): Promise<Incident[]>;
  score(attemptId: string): Promise<Score>;
}

/** `/api/attempts`, for staff. */
export function attemptRoutes(attempts: AttemptService, findings: AttemptFindings): Router {
  const router = Router();
  router.get('/:attemptId', async (request, response) => {
    const attempt = await attempts.get(request.params.attemptId);
    const [incidents, score] = await Promise.all([
      findings.incidents(attempt.id),
      findings.score(attempt.id),
    ]);
    const detail: AttemptDetail = {
      attempt,
      score: { ...score, bands: [...score.bands] },
      incidents,
    };
    response.json(detail);
  });
  return router;
}
