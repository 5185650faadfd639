import type {
  Accommodation,
  Action,
  Appeal,
  Attempt,
  AttemptDetail,
  Explanation,
  Incident,
  Judgement,
  LegalHold,
} from '@invigil/shared-types';
import { Router, type Response } from 'express';
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

/** What else the panel of a student shows. */
export interface BesideAttempt {
  /** Newest first. */
  appeals(attemptId: string): Promise<Appeal[]>;
  /** Null where nothing is different for this student. */
  accommodation(attempt: Attempt): Promise<Accommodation | null>;
  /** Null where it is not held. */
  hold(attemptId: string): Promise<LegalHold | null>;
  /** What the one who asks may know of other people's words so far. */
  told(attempt: Attempt, response: Response): Promise<ToldToAsker>;
}

/** Hides what the one who asks is not told yet. */
export interface ToldToAsker {
  incident(incident: Incident): Incident;
  explanation(explanation: Explanation): Explanation;
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
  beside: BesideAttempt,
): Router {
  const router = Router();

  router.get('/:attemptId', async (request, response) => {
    const attempt = await attempts.get(request.params.attemptId);
    const [{ score, lines }, told, done, appeals, accommodation, hold] = await Promise.all([
      findings.judgement(attempt),
      beside.told(attempt, response),
      actions.listByAttempt(attempt.id),
      beside.appeals(attempt.id),
      beside.accommodation(attempt),
      beside.hold(attempt.id),
    ]);
    const detail: AttemptDetail = {
      attempt,
      score,
      incidents: lines.map(({ incident }) => told.incident(incident)).reverse(),
      actions: done,
      ...{ appeals, accommodation, hold },
    };
    response.json(detail);
  });

  router.get('/:attemptId/explain', async (request, response) => {
    const { policyVersion } = explainQuerySchema.parse(request.query);
    const attempt = await attempts.get(request.params.attemptId);
    const explanation = await findings.explanation(attempt, policyVersion ?? null);
    response.json((await beside.told(attempt, response)).explanation(explanation));
  });

  return router;
}
