import {
  deliveryPageSchema,
  deliverySchema,
  pageQuerySchema,
  webhookListSchema,
  webhookRequestSchema,
  webhookSchema,
  webhookSecretSchema,
} from '@invigil/shared-types';
import { json, nothing, type Section } from '../described.ts';

export const webhooks: Section = {
  name: 'Webhooks',
  about: 'Telling other systems what happens. Signed as Standard Webhooks describes.',
  routes: {
    'GET /api/webhooks': {
      summary: 'Who is told',
      asker: 'manage_webhooks',
      answer: json(webhookListSchema),
    },
    'POST /api/webhooks': {
      summary: 'Add a webhook; its secret is shown this once',
      asker: 'manage_webhooks',
      body: webhookRequestSchema,
      answer: json(webhookSecretSchema, 201),
      reasons: ['webhook_limit', 'webhook_address_refused'],
    },
    'PUT /api/webhooks/{webhookId}': {
      summary: 'Change a webhook',
      asker: 'manage_webhooks',
      body: webhookRequestSchema,
      answer: json(webhookSchema),
      reasons: ['unknown_webhook', 'webhook_address_refused'],
    },
    'DELETE /api/webhooks/{webhookId}': {
      summary: 'Remove a webhook with its log',
      asker: 'manage_webhooks',
      answer: nothing,
      reasons: ['unknown_webhook'],
    },
    'POST /api/webhooks/{webhookId}/secret': {
      summary: 'Make a webhook’s secret new',
      asker: 'manage_webhooks',
      answer: json(webhookSecretSchema),
      reasons: ['unknown_webhook'],
    },
    'GET /api/webhooks/{webhookId}/deliveries': {
      summary: 'What a webhook was sent, newest first',
      asker: 'manage_webhooks',
      query: pageQuerySchema,
      answer: json(deliveryPageSchema),
      reasons: ['unknown_webhook'],
    },
    'POST /api/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver': {
      summary: 'Send a delivery once more',
      asker: 'manage_webhooks',
      answer: json(deliverySchema),
      reasons: ['unknown_webhook', 'unknown_delivery', 'delivery_waiting'],
    },
  },
};
