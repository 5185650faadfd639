import {
  examChangeSchema,
  examCreateSchema,
  idSchema,
  may,
  pageQuerySchema,
  policyChangeSchema,
  timeSchema,
  withoutAccommodations,
  type ExamList,
  type Policy,
  type PolicyChange,
  type Role,
  type Staff,
} from '@invigil/shared-types';
import { Router } from 'express';
import { z } from 'zod';
import { cursorOf } from '../ops/index.ts';
import { staffOf } from '../people/index.ts';
import type { ExamDesk } from './exam-desk.ts';
import type { ExamPosition, ExamStore } from './exam-store.ts';

/** Accommodations, and the reasons for them, are for those who grant them. */
const policySeenBy = (role: Role, policy: Policy): Policy =>
  may(role, 'edit_exams') ? policy : withoutAccommodations(policy);

const examCursor = cursorOf<ExamPosition>(z.object({ opensAt: timeSchema, id: idSchema }));

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
  readonly exams: Pick<ExamStore, 'page'>;
  readonly desk: Pick<ExamDesk, 'detail' | 'create' | 'change'>;
  readonly headcounts: ExamHeadcounts;
  readonly policies: PolicyKeeper;
  /** Who sends this `Cookie` header. @throws Refusal `not_signed_in` */
  readonly signedIn: (cookieHeader: string | undefined) => Promise<Staff>;
}

/** `/api/exams`, for staff; what changes an exam comes after `allowed`, which says who it is. */
export function examRoutes({
  exams,
  desk,
  headcounts,
  policies,
  signedIn,
}: ExamRoutePorts): Router {
  const router = Router();

  router.get('/', async (request, response) => {
    const { cursor, limit } = pageQuerySchema.parse(request.query);
    const [found, invited] = await Promise.all([
      exams.page(examCursor.read(cursor), limit + 1),
      headcounts.invited(),
    ]);
    const { items, next } = examCursor.page(found, limit, ({ opensAt, id }) => ({ opensAt, id }));
    const list: ExamList = {
      next,
      exams: items.map(({ id, title, opensAt, closesAt, timeZone }) => ({
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

  router.post('/', async (request, response) => {
    const wanted = examCreateSchema.parse(request.body);
    response.status(201).json(await desk.create(wanted, staffOf(response), Date.now()));
  });

  router.get('/:examId', async (request, response) => {
    const { role } = await signedIn(request.headers.cookie);
    const detail = await desk.detail(request.params.examId);
    const policy = policySeenBy(role, detail.exam.policy);
    response.json({ ...detail, exam: { ...detail.exam, policy } });
  });

  router.put('/:examId', async (request, response) => {
    const change = examChangeSchema.parse(request.body);
    const by = staffOf(response);
    response.json(await desk.change(request.params.examId, change, by, Date.now()));
  });

  router.get('/:examId/policy', async (request, response) => {
    const { role } = await signedIn(request.headers.cookie);
    response.json(policySeenBy(role, await policies.current(request.params.examId)));
  });

  router.put('/:examId/policy', async (request, response) => {
    const staff = await signedIn(request.headers.cookie);
    const change = policyChangeSchema.parse(request.body);
    const { examId } = request.params;
    response.json(await policies.replace(examId, change, staff.id, Date.now()));
  });

  return router;
}
