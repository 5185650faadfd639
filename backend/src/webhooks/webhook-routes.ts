import {
  idSchema,
  pageQuerySchema,
  webhookRequestSchema,
  type Reason,
  type Staff,
  type WebhookList,
} from '@invigil/shared-types';
import { Router, type Response } from 'express';
import { Refusal } from '../ops/index.ts';
import type { WebhookDesk } from './webhook-desk.ts';

/**
 * `/api/webhooks`, for those who may manage them.
 * @param staffOf who sends the request that this answers
 */
export function webhookRoutes(desk: WebhookDesk, staffOf: (response: Response) => Staff): Router {
  const router = Router();

  router.get('/', async (_request, response) => {
    const list: WebhookList = { webhooks: await desk.list() };
    response.json(list);
  });

  router.post('/', async (request, response) => {
    const webhook = webhookRequestSchema.parse(request.body);
    response.status(201).json(await desk.add(webhook, staffOf(response), Date.now()));
  });

  router.put('/:webhookId', async (request, response) => {
    const id = idIn(request.params.webhookId, 'unknown_webhook');
    const webhook = webhookRequestSchema.parse(request.body);
    response.json(await desk.change(id, webhook, staffOf(response), Date.now()));
  });

  router.delete('/:webhookId', async (request, response) => {
    const id = idIn(request.params.webhookId, 'unknown_webhook');
    await desk.remove(id, staffOf(response), Date.now());
    response.status(204).end();
  });

  router.post('/:webhookId/secret', async (request, response) => {
    const id = idIn(request.params.webhookId, 'unknown_webhook');
    response.json(await desk.renewSecret(id, staffOf(response), Date.now()));
  });

  router.get('/:webhookId/deliveries', async (request, response) => {
    const id = idIn(request.params.webhookId, 'unknown_webhook');
    response.json(await desk.deliveries(id, pageQuerySchema.parse(request.query)));
  });

  router.post('/:webhookId/deliveries/:deliveryId/redeliver', async (request, response) => {
    const id = idIn(request.params.webhookId, 'unknown_webhook');
    const deliveryId = idIn(request.params.deliveryId, 'unknown_delivery');
    response.json(await desk.redeliver(id, deliveryId, staffOf(response), Date.now()));
  });

  return router;
}

/** What is no identifier at all is not there. */
function idIn(text: string, reason: Reason): string {
  const id = idSchema.safeParse(text);
  if (!id.success) throw new Refusal(reason);
  return id.data;
}
