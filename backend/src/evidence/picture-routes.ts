import { evidenceOf, idSchema, type Incident, type Staff } from '@invigil/shared-types';
import { Router, type Response } from 'express';
import { Refusal } from '../ops/index.ts';
import type { EvidenceStore } from './evidence-store.ts';
import type { PictureLooks } from './picture-looks.ts';

/** An incident's picture. @throws Refusal `not_found` where that is none of its pictures, or it is gone */
export async function pictureOf(
  incident: Incident,
  evidenceId: string,
  store: Pick<EvidenceStore, 'get'>,
): Promise<Buffer> {
  const isItsOwn = evidenceOf(incident).some(({ id }) => id === evidenceId);
  const bytes = isItsOwn ? await store.get(evidenceId) : null;
  if (bytes === null) throw new Refusal('not_found');
  return bytes;
}

/** Of a person in an exam: no cache keeps it, neither a shared one nor the browser's. */
export function sendPicture(response: Response, bytes: Buffer): void {
  response
    .setHeader('Content-Type', 'image/jpeg')
    .setHeader('Cache-Control', 'private, no-store')
    .setHeader('Content-Disposition', 'inline')
    .send(bytes);
}

export interface PictureRoutePorts {
  readonly store: Pick<EvidenceStore, 'get'>;
  readonly findIncident: (incidentId: string) => Promise<Incident | null>;
  readonly looks: PictureLooks;
  /** Who was let pass. */
  readonly staffOf: (response: Response) => Staff;
}

/** `GET /api/incidents/:incidentId/pictures/:evidenceId`, for staff. Each look is put on record. */
export function pictureRoutes({ store, findIncident, looks, staffOf }: PictureRoutePorts): Router {
  const router = Router();
  router.get('/:incidentId/pictures/:evidenceId', async (request, response) => {
    const { incidentId, evidenceId } = request.params;
    const incident = idSchema.safeParse(incidentId).success ? await findIncident(incidentId) : null;
    if (incident === null) throw new Refusal('not_found');
    const bytes = await pictureOf(incident, evidenceId, store);
    looks.looked(staffOf(response), incident, evidenceId, Date.now());
    sendPicture(response, bytes);
  });
  return router;
}
