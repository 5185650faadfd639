import {
  evidenceFieldsSchema,
  type Confirmation,
  type Evidence,
  type ViolationIncident,
} from '@invigil/shared-types';
import { Router, type Request, type Response } from 'express';
import multer from 'multer';
import { concerning, Refusal } from '../ops/index.ts';
import type { EvidenceIntake, PreparedPicture } from './evidence-intake.ts';

/** Whose upload it is. */
export interface Uploader {
  readonly attemptId: string;
  readonly examId: string;
}

/** A picture that was uploaded. Nothing is done with it until it is asked for. */
export interface UploadedPicture {
  readonly claimId: string;
  /** By the agent's idea of the server's clock, milliseconds since the epoch. */
  readonly capturedAt: number;
  /** @throws Refusal for what is no acceptable picture */
  prepare(): Promise<PreparedPicture>;
  /** Durable once it resolves. @param capturedAt on the server's clock */
  keep(picture: PreparedPicture, capturedAt: number): Promise<Evidence>;
  /** Takes back what was kept. */
  discard(evidence: Evidence): Promise<void>;
}

/** Those who judge what a picture proves. */
export interface ClaimDesk {
  /** @throws Refusal for a picture that does not prove its claim; nothing of it is kept then */
  prove(uploader: Uploader, picture: UploadedPicture): Promise<ViolationIncident>;
}

export interface EvidenceRouteOptions {
  readonly maxBytes: number;
  /** Whose upload this is. @throws Refusal for a missing, expired or forged token */
  readonly uploaderOf: (request: Request) => Promise<Uploader>;
}

/** `POST /api/evidence`, for students' agents. What staff look at is in `pictureRoutes`. */
export function evidenceRoutes(
  intake: EvidenceIntake,
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
    const { attemptId, examId } = await options.uploaderOf(request);
    response
      .status(201)
      .json(await concerning({ attemptId }, () => take(request, response, { attemptId, examId })));
  });

  /** Reads an upload and has it judged. */
  async function take(
    request: Request,
    response: Response,
    uploader: Uploader,
  ): Promise<Confirmation> {
    await new Promise<void>((resolve, reject) => {
      upload(request, response, (error: unknown) => {
        if (error === undefined || error === null) resolve();
        else reject(uploadRefusal(error));
      });
    });
    const bytes = request.file?.buffer;
    if (!bytes?.length) throw new Refusal('evidence_missing');
    const { claimId, capturedAt, sha256 } = evidenceFieldsSchema.parse({ ...request.body });
    const { id, type, confirmedAt, evidence } = await desk.prove(uploader, {
      claimId,
      capturedAt,
      prepare: () => intake.prepare(bytes, sha256),
      keep: (picture, at) => intake.keep(picture, at),
      discard: (kept) => intake.discard(kept.id),
    });
    return { incidentId: id, type, confirmedAt, evidence };
  }

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
