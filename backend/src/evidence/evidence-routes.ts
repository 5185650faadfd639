import {
  evidenceFieldsSchema,
  idSchema,
  type Confirmation,
  type Evidence,
  type Incident,
} from '@invigil/shared-types';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { concerning, Refusal } from '../ops/index.ts';
import type { EvidenceIntake } from './evidence-intake.ts';
import type { EvidenceStore } from './evidence-store.ts';

/** Those who judge what a picture proves. */
export interface ClaimDesk {
  examine(claimId: string, attemptId: string): void;
  refuse(claimId: string, now: number): void;
  confirm(claimId: string, evidence: Evidence): Promise<Incident>;
}

export interface EvidenceRouteOptions {
  readonly maxBytes: number;
  /** Whose upload this is. @throws Refusal for a missing, expired or forged token */
  readonly attemptOf: (request: Request) => Promise<string>;
  /** Lets only staff pass. */
  readonly staffOnly: RequestHandler;
}

/** `/api/evidence`: students' agents upload, staff look. */
export function evidenceRoutes(
  intake: EvidenceIntake,
  store: EvidenceStore,
  desk: ClaimDesk,
  options: EvidenceRouteOptions,
): Router {
  const router = Router();
  const upload = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: options.maxBytes, files: 1, fields: 3, fieldSize: 1024, parts: 4 },
  }).single('frame');

  router.post('/', async (request, response) => {
    // Before a byte of the body is read: a stranger's upload costs nothing.
    const attemptId = await options.attemptOf(request);
    response
      .status(201)
      .json(await concerning({ attemptId }, () => take(request, response, attemptId)));
  });

  /** Reads an upload and has it judged. */
  async function take(
    request: Request,
    response: Response,
    attemptId: string,
  ): Promise<Confirmation> {
    await new Promise<void>((resolve, reject) => {
      upload(request, response, (error: unknown) => {
        if (error === undefined || error === null) resolve();
        else reject(uploadRefusal(error));
      });
    });
    if (!request.file?.size) throw new Refusal('evidence_missing');
    const fields = evidenceFieldsSchema.parse({ ...request.body });
    desk.examine(fields.claimId, attemptId);
    let evidence: Evidence | undefined;
    try {
      evidence = await intake.accept(request.file.buffer, fields.sha256, fields.capturedAt);
      const incident = await desk.confirm(fields.claimId, evidence);
      return {
        incidentId: incident.id,
        type: incident.type,
        confirmedAt: incident.confirmedAt,
        evidence,
      };
    } catch (error) {
      desk.refuse(fields.claimId, Date.now());
      // A picture that proves nothing is not kept.
      if (evidence !== undefined) await intake.discard(evidence.id);
      throw error;
    }
  }

  router.get('/:evidenceId', options.staffOnly, async (request, response) => {
    const id = idSchema.safeParse(request.params.evidenceId);
    const bytes = id.success ? await store.get(id.data) : null;
    if (bytes === null) throw new Refusal('not_found');
    response
      .setHeader('Content-Type', 'image/jpeg')
      // Of a person in an exam: no shared cache keeps it.
      .setHeader('Cache-Control', 'private, no-store')
      .setHeader('Content-Disposition', 'inline')
      .send(bytes);
  });

  return router;
}

/** multer's own errors, and those of the parser below it, in our words. */
function uploadRefusal(error: unknown): Refusal {
  if (error instanceof multer.MulterError) {
    return error.code === 'LIMIT_FILE_SIZE'
      ? new Refusal('evidence_too_large')
      : new Refusal('invalid_message', error.code.toLowerCase().replaceAll('_', ' '));
  }
  if (error instanceof Error && /unexpected end of form|aborted/i.test(error.message)) {
    return new Refusal('evidence_truncated');
  }
  return new Refusal('invalid_message', 'not a form');
}
