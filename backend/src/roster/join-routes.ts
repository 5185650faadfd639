import {
  enrolRequestSchema,
  isOver,
  joinCodeSchema,
  oneTimeCodeSchema,
  reasonSentences,
  studentNumberSchema,
  type Exam,
} from '@invigil/shared-types';
import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import { z } from 'zod';
import { codeHash, type AttemptStore } from '../attempts/index.ts';
import { networkOf, Refusal, statusOf, toFailure, type Log } from '../ops/index.ts';
import { TooManyTries, type JoinDesk } from './join-desk.ts';
import { examPage, personalPage, refusalPage } from './join-pages.ts';

export interface JoinRoutePorts {
  readonly desk: Pick<JoinDesk, 'exam' | 'redeem'>;
  readonly attempts: Pick<AttemptStore, 'findByCodeHash'>;
  readonly log: Log;
}

/** Read aloud and typed by hand: small letters are as good. */
const typedJoinCodeSchema = z.string().toUpperCase().pipe(joinCodeSchema);
const typedSchema = z.object({ number: z.string().max(200), code: z.string().max(200) });

/** Most bytes of what is typed. */
const formLimit = '4kb';

/** `/join/<code>`: the exam's link, or a student's own. Pages of HTML, also where something is refused. */
export function joinRoutes({ desk, attempts, log }: JoinRoutePorts): Router {
  const router = Router();

  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store').setHeader('Referrer-Policy', 'no-referrer');
    next();
  });

  router.get('/:code', async (request, response) => {
    const joinCode = typedJoinCodeSchema.safeParse(request.params.code);
    if (joinCode.success) {
      const exam = await desk.exam(joinCode.data);
      response.type('html').send(examPage(exam, { studentNumber: '', problem: null }));
      return;
    }
    const code = enrolRequestSchema.shape.code.safeParse(request.params.code);
    const attempt = code.success ? await attempts.findByCodeHash(codeHash(code.data)) : null;
    if (!code.success || attempt === null) throw new Refusal('unknown_code');
    if (isOver(attempt.state)) response.redirect(303, `/receipt/${code.data}`);
    else response.type('html').send(personalPage(code.data));
  });

  const form = express.urlencoded({ extended: false, limit: formLimit });
  router.post('/:code', form, async (request, response) => {
    const joinCode = typedJoinCodeSchema.safeParse(request.params.code);
    if (!joinCode.success) throw new Refusal('unknown_code');
    const exam = await desk.exam(joinCode.data);
    const { number, code } = typedSchema.parse(request.body);
    const studentNumber = studentNumberSchema.safeParse(number);
    const oneTimeCode = oneTimeCodeSchema.safeParse(code);
    try {
      // What cannot be a code is not tried, and counts for nobody.
      if (!studentNumber.success || !oneTimeCode.success) throw new Refusal('wrong_code');
      const typed = { studentNumber: studentNumber.data, code: oneTimeCode.data };
      const personal = await desk.redeem(exam, typed, networkOf(request.ip), Date.now());
      response.redirect(303, `/join/${personal}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(response, exam, number, error);
    }
  });

  router.use(pageOfRefusal(log));
  return router;
}

/** The same page once more, with the reason. Who was let try has been logged where it was tried. */
function refuse(response: Response, exam: Exam, studentNumber: string, refusal: Refusal): void {
  let problem: string = reasonSentences[refusal.reason];
  if (refusal instanceof TooManyTries) {
    const seconds = Math.ceil(refusal.waitMs / 1000);
    response.setHeader('Retry-After', seconds);
    problem = `Too many wrong codes. You can try again ${inWords(seconds)}. A personal link works all the same.`;
  }
  response
    .status(statusOf(refusal.reason))
    .type('html')
    .send(examPage(exam, { studentNumber, problem }));
}

function inWords(seconds: number): string {
  if (seconds <= 60) return 'in a minute';
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

function pageOfRefusal(log: Log): ErrorRequestHandler {
  return (thrown: unknown, request: Request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    // A form that cannot be read is a fault of its sender.
    const fault = z.object({ status: z.number().min(400).max(499) }).safeParse(thrown).success;
    const { reason, message } = toFailure(fault ? new Refusal('invalid_message') : thrown, log, {
      method: request.method,
      route: '/join/:code',
    });
    response.status(statusOf(reason)).type('html').send(refusalPage(message));
  };
}
