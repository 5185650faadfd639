import {
  speedProbeMaxBytes,
  studentCheckSchema,
  studentConsentSchema,
  type Attempt,
} from '@invigil/shared-types';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { refuseIfOver, type AttemptService, type Enrolments } from '../attempts/index.ts';
import { concerning, Refusal } from '../ops/index.ts';
import type { TokenSubject } from '../people/index.ts';
import { incompressible } from './speed.ts';
import type { StudentLimits } from './student-limits.ts';

export interface StudentRoutesPorts {
  readonly attempts: Pick<AttemptService, 'get' | 'consent' | 'decline' | 'check' | 'wait'>;
  readonly enrolments: Pick<Enrolments, 'standing' | 'known'>;
  /** Whose request this is. @throws Refusal `token_missing`, `token_expired`, `token_forged` */
  readonly subjectOf: (request: Request) => Promise<TokenSubject>;
  readonly limits: StudentLimits;
}

const speedQuerySchema = z.object({
  bytes: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(speedProbeMaxBytes)),
});

/** What a student's request does, and what is answered. */
type Step = (attemptId: string, request: Request, now: number) => Promise<Attempt>;

/**
 * `/api/student`, for a student's agent before the exam: how the attempt stands, the exam itself, consent,
 * system check, and the waiting room, which asks every few seconds.
 */
export function studentRoutes(ports: StudentRoutesPorts): Router {
  const { attempts, enrolments, subjectOf, limits } = ports;
  const router = Router();

  /** Nothing is measured for whom it is over. */
  const admitToCheck = async (request: Request): Promise<TokenSubject> => {
    const subject = await admit(request);
    refuseIfOver(await attempts.get(subject.attemptId));
    return subject;
  };

  /** Who asks, as often as they may. */
  const admit = async (request: Request): Promise<TokenSubject> => {
    const subject = await subjectOf(request);
    await limits.take('requests', subject.attemptId);
    return subject;
  };

  const answering =
    (step: Step): RequestHandler =>
    async (request, response) => {
      const { attemptId } = await admit(request);
      const now = Date.now();
      const standing = await concerning({ attemptId }, async () =>
        enrolments.standing(await step(attemptId, request, now), now),
      );
      uncached(response).json(standing);
    };

  router.get(
    '/attempt',
    answering((attemptId) => attempts.get(attemptId)),
  );
  router.get('/exam', async (request, response) => {
    const { attemptId } = await admit(request);
    const known = await concerning({ attemptId }, async () =>
      enrolments.known(await attempts.get(attemptId), Date.now()),
    );
    uncached(response).json(known);
  });
  router.post(
    '/consent',
    answering((attemptId, { body }, now) =>
      attempts.consent(attemptId, studentConsentSchema.parse(body), now),
    ),
  );
  router.post(
    '/decline',
    answering((attemptId, _request, now) => attempts.decline(attemptId, now)),
  );
  router.post(
    '/check',
    answering((attemptId, { body }, now) =>
      attempts.check(attemptId, studentCheckSchema.parse(body).check, now),
    ),
  );
  router.post(
    '/wait',
    answering((attemptId, _request, now) => attempts.wait(attemptId, now)),
  );

  router.get('/speed', async (request, response) => {
    const { attemptId } = await admitToCheck(request);
    const { bytes } = speedQuerySchema.parse(request.query);
    await limits.take('down', attemptId, bytes);
    uncached(response).type('application/octet-stream').send(incompressible(bytes));
  });

  // As it comes over the line: what was packed would say nothing about its speed.
  const body = express.raw({
    type: 'application/octet-stream',
    limit: speedProbeMaxBytes,
    inflate: false,
  });
  router.post(
    '/speed',
    async (request, response, next) => {
      const { attemptId } = await admitToCheck(request);
      // Before a byte of it is read.
      const announced = Number(request.headers['content-length']);
      if (!(announced <= speedProbeMaxBytes)) {
        throw new Refusal('invalid_message', `at most ${speedProbeMaxBytes} bytes`);
      }
      await limits.take('up', attemptId, announced);
      body(request, response, next);
    },
    (request, response) => {
      const received: unknown = request.body;
      uncached(response).json({ bytes: Buffer.isBuffer(received) ? received.length : 0 });
    },
  );

  return router;
}

/** Neither the browser nor anything on the way keeps it, or makes it smaller. */
function uncached(response: Response): Response {
  return response.setHeader('Cache-Control', 'private, no-store, no-transform');
}
