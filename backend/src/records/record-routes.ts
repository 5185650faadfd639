import {
  eraseRequestSchema,
  holdRequestSchema,
  idSchema,
  pageQuerySchema,
  timeSchema,
  type DeletionPage,
} from '@invigil/shared-types';
import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { concerning, cursorOf, Refusal } from '../ops/index.ts';
import { staffOf } from '../people/index.ts';
import type { DeletionPosition } from './deletion-store.ts';
import type { Eraser } from './eraser.ts';
import type { HoldDesk } from './hold-desk.ts';
import type { RecordPorts } from './record-ports.ts';

export interface RecordRoutePorts {
  readonly holds: Pick<HoldDesk, 'place' | 'lift'>;
  readonly eraser: Pick<Eraser, 'eraseAttempt' | 'eraseExam'>;
  readonly deletions: Pick<RecordPorts['deletions'], 'page'>;
  readonly exams: Pick<RecordPorts['exams'], 'find'>;
  /** Lets only those pass who may manage records. */
  readonly keepers: RequestHandler;
}

const deletionCursor = cursorOf<DeletionPosition>(z.object({ at: timeSchema, id: idSchema }));

/** `/api/attempts/:attemptId/hold` and `…/erase` */
export function attemptRecordRoutes({ holds, eraser, keepers }: RecordRoutePorts): Router {
  const router = Router();

  router.put('/:attemptId/hold', keepers, async (request, response) => {
    const attemptId = idIn(request.params['attemptId'], 'unknown_attempt');
    const { reason } = holdRequestSchema.parse(request.body);
    response.json(await holds.place(attemptId, reason, staffOf(response), Date.now()));
  });

  router.delete('/:attemptId/hold', keepers, async (request, response) => {
    const attemptId = idIn(request.params['attemptId'], 'unknown_attempt');
    response.json(await holds.lift(attemptId, staffOf(response), Date.now()));
  });

  router.post('/:attemptId/erase', keepers, (request, response) => {
    const attemptId = idIn(request.params['attemptId'], 'unknown_attempt');
    return concerning({ attemptId }, async () => {
      const { reason } = eraseRequestSchema.parse(request.body);
      const by = staffOf(response);
      response.json(await eraser.eraseAttempt(attemptId, reason, by, Date.now()));
    });
  });

  return router;
}

/** `DELETE /api/exams/:examId` and `GET /api/exams/:examId/deletions` */
export function examRecordRoutes({ eraser, deletions, exams, keepers }: RecordRoutePorts): Router {
  const router = Router();

  router.delete('/:examId', keepers, (request, response) => {
    const examId = idIn(request.params['examId'], 'unknown_exam');
    return concerning({ examId }, async () => {
      response.json(await eraser.eraseExam(examId, staffOf(response), Date.now()));
    });
  });

  router.get('/:examId/deletions', keepers, async (request, response) => {
    const examId = idIn(request.params['examId'], 'unknown_exam');
    const { cursor, limit } = pageQuerySchema.parse(request.query);
    const found = await deletions.page(examId, deletionCursor.read(cursor), limit + 1);
    const page: DeletionPage = deletionCursor.page(found, limit, ({ at, id }) => ({ at, id }));
    // Of an exam that is gone what was deleted is still told.
    if (page.items.length === 0 && (await exams.find(examId)) === null) {
      throw new Refusal('unknown_exam');
    }
    response.json(page);
  });

  return router;
}

function idIn(value: unknown, otherwise: 'unknown_attempt' | 'unknown_exam'): string {
  const id = idSchema.safeParse(value);
  if (!id.success) throw new Refusal(otherwise);
  return id.data;
}
