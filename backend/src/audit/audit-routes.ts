import {
  auditQuerySchema,
  idSchema,
  type Attempt,
  type AuditPage,
  type AuditQuery,
  type AuditVerification,
} from '@invigil/shared-types';
import { Router } from 'express';
import { Refusal } from '../ops/index.ts';
import type { AuditLog } from './audit-log.ts';
import type { AuditStore } from './audit-store.ts';
import { walkChain } from './walk-chain.ts';

export interface AuditRoutePorts {
  readonly store: Pick<AuditStore, 'select' | 'list'>;
  readonly log: Pick<AuditLog, 'flush'>;
  /** Those of these attempts that there are, in any order. */
  readonly attempts: (attemptIds: readonly string[]) => Promise<readonly Student[]>;
}

type Student = Pick<Attempt, 'id' | 'studentName' | 'studentNumber'>;

/** `GET /api/exams/:examId/audit`, for staff. */
export function examAuditRoutes(
  ports: AuditRoutePorts & { readonly examExists: (examId: string) => Promise<boolean> },
): Router {
  const router = Router();
  router.get('/:examId/audit', async (request, response) => {
    const query = auditQuerySchema.parse(request.query);
    const examId = idSchema.safeParse(request.params.examId);
    if (!examId.success || !(await ports.examExists(examId.data))) {
      throw new Refusal('unknown_exam');
    }
    response.json(await pageOf(ports, query, examId.data));
  });
  return router;
}

/** `/api/audit`, for staff: the entries of all exams and of none, and whether their chain holds. */
export function auditRoutes(ports: AuditRoutePorts): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    response.json(await pageOf(ports, auditQuerySchema.parse(request.query), null));
  });
  router.get('/verification', async (_request, response) => {
    await ports.log.flush();
    const { entries, broken } = await walkChain(ports.store);
    const verification: AuditVerification = { entries, brokenAt: broken?.seq ?? null };
    response.json(verification);
  });
  return router;
}

async function pageOf(
  { store, log, attempts }: AuditRoutePorts,
  { order, after, limit, what, staffId }: AuditQuery,
  examId: string | null,
): Promise<AuditPage> {
  // What was done a moment ago is to be read, too; what cannot be stored now is not waited for.
  await log.flush();
  // One more than asked for tells whether there is a next page.
  const found = await store.select({
    ...{ order, examId, limit: limit + 1 },
    ...{ after: after ?? null, what: what ?? null, staffId: staffId ?? null },
  });
  const entries = found.slice(0, limit);
  const named = await attempts([...new Set(entries.flatMap(({ attemptId }) => attemptId ?? []))]);
  return {
    entries,
    students: Object.fromEntries(
      named.map(({ id, studentName: name, studentNumber: number }) => [id, { name, number }]),
    ),
    next: found.length > limit ? (entries.at(-1)?.seq ?? null) : null,
  };
}
