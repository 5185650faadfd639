import type { Action, Attempt, AttemptDetail, Explanation, Judgement } from '@invigil/shared-types';
import { Router } from 'express';
import { z } from 'zod';
import type { AttemptService } from './attempt-service.ts';

/** What the referee knows of an attempt. */
export interface AttemptFindings {
  judgement(attempt: Attempt): Promise<Judgement>;
  /**
   * @param policyVersion null: the exam's policy as it is now
   * @throws Refusal `not_found` where the exam never had that version
   */
  explanation(attempt: Attempt, policyVersion: number | null): Promise<Explanation>;
}

/** What was done about an attempt. */
export interface AttemptActions {
  /** Newest first. */
  listByAttempt(attemptId: string): Promise<Action[]>;
}

const explainQuerySchema = z.object({
  policyVersion: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
});

/** `/api/attempts`, for staff. */
export function attemptRoutes(
  attempts: Pick<AttemptService, 'get'>,
  findings: AttemptFindings,
  actions: AttemptActions,
): Router {
  const router = Router();

  router.get('/:attemptId', async (request, response) => {
    const attempt = await attempts.get(request.params.attemptId);
    const [{ score, lines }, done] = await Promise.all([
      findings.judgement(attempt),
      actions.listByAttempt(attempt.id),
    ]);
    const detail: AttemptDetail = {
      attempt,
      score,
      incidents: lines.map(({ incident }) => incident).reverse(),
      actions: done,
    };
    response.json(detail);
  });

  router.get('/:attemptId/explain', async (request, response) => {
    const { policyVersion } = explainQuerySchema.parse(request.query);
    const attempt = await attempts.get(request.params.attemptId);
    response.json(await findings.explanation(attempt, policyVersion ?? null));
  });

  return router;
}
