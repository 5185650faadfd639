import { accommodationRequestSchema } from '@invigil/shared-types';
import { Router } from 'express';
import { staffOf } from '../people/index.ts';
import type { AccessDesk } from './access-desk.ts';
import type { Accommodations } from './accommodations.ts';

export interface RosterStudentRoutePorts {
  readonly access: Pick<AccessDesk, 'renew'>;
  readonly accommodations: Pick<Accommodations, 'set'>;
}

/** `/api/attempts/:attemptId/accommodation` and `/access`: after `allowed`, which says who it is. */
export function rosterStudentRoutes({ access, accommodations }: RosterStudentRoutePorts): Router {
  const router = Router();

  router.put('/:attemptId/accommodation', async (request, response) => {
    const wanted = accommodationRequestSchema.parse(request.body);
    const { attemptId } = request.params;
    response.json(await accommodations.set(attemptId, wanted, staffOf(response), Date.now()));
  });

  router.post('/:attemptId/access', async (request, response) => {
    response.json(await access.renew(request.params.attemptId, staffOf(response), Date.now()));
  });

  return router;
}
