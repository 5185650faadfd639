import {
  policyChangeSchema,
  type ExamList,
  type Policy,
  type PolicyChange,
  type Staff,
} from '@invigil/shared-types';
import { Router } from 'express';
import type { ExamStore } from './exam-store.ts';

/** How many students are on each exam's roster, and how many are connected now. */
export interface ExamHeadcounts {
  invited(): Promise<ReadonlyMap<string, number>>;
  here(examId: string): number;
}

/** Where the exams' policies are kept. */
export interface PolicyKeeper {
  /** @throws Refusal `unknown_exam` */
  current(examId: string): Promise<Policy>;
  /** @throws Refusal `unknown_exam`, `accommodation_unknown`, `policy_outdated` */
  replace(examId: string, change: PolicyChange, staffId: string, now: number): Promise<Policy>;
}

export interface ExamRoutePorts {
  readonly exams: Pick<ExamStore, 'list'>;
  readonly headcounts: ExamHeadcounts;
  readonly policies: PolicyKeeper;
  /** Who sends this `Cookie` header. @throws Refusal `not_signed_in` */
  readonly signedIn: (cookieHeader: string | undefined) => Promise<Staff>;
}

/** `/api/exams`, for staff. */
export function examRoutes({ exams, headcounts, policies, signedIn }: ExamRoutePorts): Router {
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

  router.get('/:examId/policy', async (request, response) => {
    response.json(await policies.current(request.params.examId));
  });

  router.put('/:examId/policy', async (request, response) => {
    const staff = await signedIn(request.headers.cookie);
    const change = policyChangeSchema.parse(request.body);
    const { examId } = request.params;
    response.json(await policies.replace(examId, change, staff.id, Date.now()));
  });

  return router;
}
