import { appealAnswerSchema, idSchema, type Staff } from '@invigil/shared-types';
import { Router, type Response } from 'express';
import { Refusal } from '../ops/index.ts';
import type { AppealDesk } from './appeal-desk.ts';

export interface AppealRoutePorts {
  readonly appeals: Pick<AppealDesk, 'answer'>;
  /** Who was let pass. */
  readonly staffOf: (response: Response) => Staff;
}

/** `/api/appeals`, for those who may review. */
export function appealRoutes({ appeals, staffOf }: AppealRoutePorts): Router {
  const router = Router();
  router.post('/:appealId/answer', async (request, response) => {
    const { text } = appealAnswerSchema.parse(request.body);
    const id = idSchema.safeParse(request.params.appealId);
    if (!id.success) throw new Refusal('unknown_appeal');
    response.json(await appeals.answer(id.data, text, staffOf(response), Date.now()));
  });
  return router;
}
