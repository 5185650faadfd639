import { idSchema } from '@invigil/shared-types';
import { Router } from 'express';
import type { NewestStill } from './newest-stills.ts';

/**
 * `GET /api/attempts/:attemptId/still`: the newest still of a student who is here, or nothing (204).
 * For staff only.
 */
export function stillRoutes(newestStill: (attemptId: string) => NewestStill | undefined): Router {
  const router = Router();
  router.get('/:attemptId/still', (request, response) => {
    const id = idSchema.safeParse(request.params.attemptId);
    const still = id.success ? newestStill(id.data) : undefined;
    // Forgotten while the wall was asking, as a rule: the student has just left. Nobody's mistake.
    if (still === undefined) return void response.status(204).end();
    response
      .setHeader('Content-Type', 'image/webp')
      // Of a person in an exam: nobody's cache keeps it.
      .setHeader('Cache-Control', 'private, no-store')
      .setHeader('Content-Disposition', 'inline')
      .setHeader('Last-Modified', new Date(still.takenAt).toUTCString())
      .send(still.webp);
  });
  return router;
}
