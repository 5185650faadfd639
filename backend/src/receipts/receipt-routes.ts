import { appealRequestSchema, idSchema, type Appeal, type Receipt } from '@invigil/shared-types';
import { Router, type Request, type Response } from 'express';
import { concerning, PersonalLimit, Refusal } from '../ops/index.ts';
import { shownAppeal } from './receipt.ts';
import type { ReceiptDesk } from './receipt-desk.ts';

export interface ReceiptRoutePorts {
  /** Whose token the request carries. @throws Refusal for a missing, expired or forged one */
  readonly attemptIdOf: (request: Request) => Promise<string>;
  readonly receipts: Pick<ReceiptDesk, 'receipt' | 'picture'>;
  readonly appeals: {
    file(attemptId: string, incidentId: string, text: string, now: number): Promise<Appeal>;
  };
  readonly sendPicture: (response: Response, bytes: Buffer) => void;
}

export interface ReceiptRouteLimits {
  /** Of one student, in a minute. */
  readonly appealsPerMinute: number;
  readonly readsPerMinute: number;
}

/** What is under `/api/student` once the attempt is over. */
export function receiptRoutes(ports: ReceiptRoutePorts, limits: ReceiptRouteLimits): Router {
  const { attemptIdOf, receipts, appeals, sendPicture } = ports;
  const router = Router();
  const reads = new PersonalLimit(limits.readsPerMinute);
  const writes = new PersonalLimit(limits.appealsPerMinute);

  /** What `action` refuses is in the log with the attempt's id. */
  async function asStudent<T>(
    request: Request,
    limit: PersonalLimit,
    action: (attemptId: string) => Promise<T>,
  ): Promise<T> {
    const attemptId = await attemptIdOf(request);
    return concerning({ attemptId }, async () => {
      await limit.admit(attemptId);
      return action(attemptId);
    });
  }

  router.get('/receipt', async (request, response) => {
    const receipt: Receipt = await asStudent(request, reads, (attemptId) =>
      receipts.receipt(attemptId, Date.now()),
    );
    response.setHeader('Cache-Control', 'private, no-store').json(receipt);
  });

  router.get('/incidents/:incidentId/pictures/:evidenceId', async (request, response) => {
    const { incidentId, evidenceId } = request.params;
    const bytes = await asStudent(request, reads, (attemptId) =>
      receipts.picture(attemptId, incidentId, evidenceId),
    );
    sendPicture(response, bytes);
  });

  router.put('/incidents/:incidentId/appeal', async (request, response) => {
    const filed = await asStudent(request, writes, async (attemptId) => {
      const { text } = appealRequestSchema.parse(request.body);
      const incidentId = idSchema.safeParse(request.params.incidentId);
      if (!incidentId.success) throw new Refusal('unknown_incident');
      return appeals.file(attemptId, incidentId.data, text, Date.now());
    });
    response.json(shownAppeal(filed));
  });

  return router;
}
