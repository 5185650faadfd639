import {
  idSchema,
  mailRequestSchema,
  pageQuerySchema,
  rosterImportSchema,
  rosterRowSchema,
} from '@invigil/shared-types';
import express, { Router } from 'express';
import { z } from 'zod';
import { staffOf } from '../people/index.ts';
import type { AccessDesk } from './access-desk.ts';
import type { ExamRoster } from './exam-roster.ts';
import type { MailDesk } from './mail-desk.ts';
import type { RosterBook } from './roster-book.ts';

export interface RosterRoutePorts {
  readonly book: Pick<RosterBook, 'page'>;
  readonly roster: Pick<ExamRoster, 'import' | 'add' | 'change' | 'remove'>;
  readonly access: Pick<AccessDesk, 'cards' | 'linksCsv'>;
  readonly mail: Pick<MailDesk, 'request'>;
}

const rosterQuerySchema = pageQuerySchema.extend({
  search: z.string().trim().max(200).default(''),
});
/** Cards of one student alone, after a new code. */
const cardsQuerySchema = z.object({ attemptId: idSchema.optional() });

/** `/api/exams/:examId/roster…`, `cards`, `links.csv`, `mail`: after `allowed`, which says who it is. */
export function examRosterRoutes({ book, roster, access, mail }: RosterRoutePorts): Router {
  const router = Router();

  router.get('/:examId/roster', async (request, response) => {
    const query = rosterQuerySchema.parse(request.query);
    response.json(await book.page(request.params.examId, query));
  });

  router.post('/:examId/roster', async (request, response) => {
    const wanted = rosterImportSchema.parse(request.body);
    const by = staffOf(response);
    response.json(await roster.import(request.params.examId, wanted, by, Date.now()));
  });

  router.post('/:examId/roster/students', async (request, response) => {
    const row = rosterRowSchema.parse(request.body);
    const by = staffOf(response);
    response.status(201).json(await roster.add(request.params.examId, row, by, Date.now()));
  });

  router.put('/:examId/roster/students/:attemptId', async (request, response) => {
    const { examId, attemptId } = request.params;
    const row = rosterRowSchema.parse(request.body);
    response.json(await roster.change(examId, attemptId, row, staffOf(response), Date.now()));
  });

  router.delete('/:examId/roster/students/:attemptId', async (request, response) => {
    const { examId, attemptId } = request.params;
    response.json(await roster.remove(examId, attemptId, staffOf(response), Date.now()));
  });

  router.get('/:examId/cards', async (request, response) => {
    const { attemptId } = cardsQuerySchema.parse(request.query);
    const ids = attemptId === undefined ? null : [attemptId];
    response.setHeader('Cache-Control', 'no-store');
    const { examId } = request.params;
    response.json(await access.cards(examId, ids, staffOf(response), Date.now()));
  });

  router.get('/:examId/links.csv', async (request, response) => {
    const { examId } = request.params;
    const { name, csv } = await access.linksCsv(examId, staffOf(response), Date.now());
    response.setHeader('Cache-Control', 'no-store');
    response.attachment(`${name} links.csv`).type('text/csv; charset=utf-8').send(csv);
  });

  router.post('/:examId/mail', async (request, response) => {
    const { attemptIds } = mailRequestSchema.parse(request.body ?? {});
    const { examId } = request.params;
    const reply = await mail.request(examId, attemptIds, staffOf(response), Date.now());
    response.status(202).json(reply);
  });

  return router;
}

/** For addresses under which a whole roster is sent. */
export const rosterBody = (maxBytes: number) => express.json({ limit: maxBytes });
