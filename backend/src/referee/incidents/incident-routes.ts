import { idSchema, reviewRequestSchema, type Staff } from '@invigil/shared-types';
import { Router } from 'express';
import { Refusal } from '../../ops/index.ts';
import type { ReviewDesk } from './review-desk.ts';

export interface IncidentRoutePorts {
  readonly reviews: Pick<ReviewDesk, 'decide'>;
  /** Who sends this `Cookie` header. @throws Refusal `not_signed_in` */
  readonly signedIn: (cookieHeader: string | undefined) => Promise<Staff>;
}

/** `/api/incidents`, for staff. */
export function incidentRoutes({ reviews, signedIn }: IncidentRoutePorts): Router {
  const router = Router();
  router.put('/:incidentId/review', async (request, response) => {
    const staff = await signedIn(request.headers.cookie);
    const decision = reviewRequestSchema.parse(request.body);
    const incidentId = idSchema.safeParse(request.params.incidentId);
    if (!incidentId.success) throw new Refusal('unknown_incident');
    response.json(await reviews.decide(incidentId.data, decision, staff, Date.now()));
  });
  return router;
}
