import {
  deliveryPageSchema,
  deliverySchema,
  webhookListSchema,
  webhookSchema,
  webhookSecretSchema,
  type Delivery,
  type DeliveryPage,
  type Webhook,
  type WebhookRequest,
  type WebhookSecret,
} from '@invigil/shared-types';
import { z } from 'zod';
import { call } from './call.ts';

const ofWebhook = (webhookId: string, rest = ''): string =>
  `/api/webhooks/${encodeURIComponent(webhookId)}${rest}`;

/** Where other systems are told. Every method rejects with a `RequestFailure`. */
export const webhookCalls = {
  async webhooks(): Promise<readonly Webhook[]> {
    const reply = webhookListSchema;
    return (await call({ method: 'GET', path: '/api/webhooks', reply })).webhooks;
  },

  /** The secret is in this answer and nowhere else. */
  addWebhook: (body: WebhookRequest): Promise<WebhookSecret> =>
    call({ method: 'POST', path: '/api/webhooks', reply: webhookSecretSchema, body }),

  changeWebhook: (webhookId: string, body: WebhookRequest): Promise<Webhook> =>
    call({ method: 'PUT', path: ofWebhook(webhookId), reply: webhookSchema, body }),

  async removeWebhook(webhookId: string): Promise<void> {
    await call({ method: 'DELETE', path: ofWebhook(webhookId), reply: z.unknown() });
  },

  /** A new secret; the former one is worth nothing from then on. */
  renewSecret: (webhookId: string): Promise<WebhookSecret> =>
    call({ method: 'POST', path: ofWebhook(webhookId, '/secret'), reply: webhookSecretSchema }),

  /** One page of what was sent, newest first. */
  deliveries(webhookId: string, cursor: string | null, limit: number): Promise<DeliveryPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor !== null) query.set('cursor', cursor);
    const path = ofWebhook(webhookId, `/deliveries?${query.toString()}`);
    return call({ method: 'GET', path, reply: deliveryPageSchema });
  },

  redeliver: (webhookId: string, deliveryId: string): Promise<Delivery> =>
    call({
      method: 'POST',
      path: ofWebhook(webhookId, `/deliveries/${encodeURIComponent(deliveryId)}/redeliver`),
      reply: deliverySchema,
    }),
};
