import { auditPageLimit, idSchema, type AuditPage } from '@invigil/shared-types';
import { Router } from 'express';
import { z } from 'zod';
import { Refusal } from '../ops/index.ts';
import type { AuditLog } from './audit-log.ts';
import type { AuditStore } from './audit-store.ts';

export interface AuditRoutePorts {
  readonly store: Pick<AuditStore, 'listByExam'>;
  readonly log: Pick<AuditLog, 'flush'>;
  readonly examExists: (examId: string) => Promise<boolean>;
}

const numberSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const querySchema = z.object({
  after: numberSchema.default(0),
  limit: numberSchema.pipe(z.number().min(1).max(auditPageLimit)).default(auditPageLimit),
});

/** `GET /api/exams/:examId/audit`, for staff. */
export function auditRoutes({ store, log, examExists }: AuditRoutePorts): Router {
  const router = Router();
  router.get('/:examId/audit', async (request, response) => {
    const { after, limit } = querySchema.parse(request.query);
    const examId = idSchema.safeParse(request.params.examId);
    if (!examId.success || !(await examExists(examId.data))) throw new Refusal('unknown_exam');
    // What was done a moment ago is to be read, too; what cannot be stored now is not waited for.
    await log.flush();
    // One more than asked for tells whether there is a next page.
    const found = await store.listByExam(examId.data, after, limit + 1);
    const entries = found.slice(0, limit);
    const page: AuditPage = {
      entries,
      next: found.length > limit ? (entries.at(-1)?.seq ?? null) : null,
    };
    response.json(page);
  });
  return router;
}
