import type { ExamList } from '@invigil/shared-types';
import { Router } from 'express';
import type { ExamStore } from './exam-store.ts';

/** How many students are on each exam's roster, and how many are connected now. */
export interface ExamHeadcounts {
  invited(): Promise<ReadonlyMap<string, number>>;
  here(examId: string): number;
}

/** `/api/exams`, for staff. */
export function examRoutes(exams: ExamStore, headcounts: ExamHeadcounts): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const [all, invited] = await Promise.all([exams.list(), headcounts.invited()]);
    const list: ExamList = {
      exams: all.map(({ id, title, opensAt, closesAt, timeZone }) => ({
        id,
        title,
        opensAt,
        closesAt,
        timeZone,
        invited: invited.get(id) ?? 0,
        here: headcounts.here(id),
      })),
    };
    response.json(list);
  });
  return router;
}
