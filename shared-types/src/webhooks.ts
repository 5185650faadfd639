import { z } from 'zod';
import { defineLifecycle } from './lifecycle.ts';
import { pageOf } from './paging.ts';
import { idSchema, timeSchema } from './primitives.ts';

/** What other systems can be told of. */
export const webhookEvents = [
  'attempt.started',
  'incident.confirmed',
  'attempt.ended',
  'report.ready',
] as const;
export const webhookEventSchema = z.enum(webhookEvents);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

/** What a webhook carries: identifiers and figures, never a name or a picture. */
export const webhookPayloadSchema = z.object({
  type: webhookEventSchema,
  at: timeSchema,
  data: z.object({
    examId: idSchema,
    attemptId: idSchema,
    /** The student's number on the roster, for the receiver to match; null where there is none. */
    studentNumber: z.string().nullable(),
    /** Of `incident.confirmed`. */
    incident: z.object({ id: idSchema, type: z.string(), capturedAt: timeSchema }).optional(),
    /** Of `attempt.ended`: how. */
    outcome: z.string().optional(),
    /** Of `report.ready`. */
    report: z
      .object({
        score: z.number().int(),
        level: z.string(),
        incidents: z.number().int(),
        url: z.url(),
      })
      .optional(),
  }),
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

const webhookUrlSchema = z.url({ protocol: /^https?$/ }).max(1000);

/** Where somebody is told. */
export const webhookSchema = z.object({
  id: idSchema,
  url: webhookUrlSchema,
  events: z.array(webhookEventSchema).min(1),
  enabled: z.boolean(),
  createdAt: timeSchema,
  /** What became of the newest delivery that was tried; null while there is none. */
  lastDelivery: z.object({ at: timeSchema, outcome: z.enum(['delivered', 'failed']) }).nullable(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** `GET /api/webhooks` */
export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema) });
export type WebhookList = z.infer<typeof webhookListSchema>;

/** `POST /api/webhooks`, and `PUT /api/webhooks/:webhookId`. `DELETE` removes one with its log. */
export const webhookRequestSchema = z.object({
  url: webhookUrlSchema,
  events: z.array(webhookEventSchema).min(1),
  enabled: z.boolean().default(true),
});
export type WebhookRequest = z.infer<typeof webhookRequestSchema>;

/**
 * The answer to making one, and to `POST /api/webhooks/:webhookId/secret`, which makes a new secret.
 * The secret is shown this once: `whsec_` and 32 random bytes in base64 (Standard Webhooks).
 */
export const webhookSecretSchema = z.object({ webhook: webhookSchema, secret: z.string() });
export type WebhookSecret = z.infer<typeof webhookSecretSchema>;

/** A delivery's life. `waiting`: for its turn or the next try. */
export const deliveryLifecycle = defineLifecycle({
  states: ['waiting', 'delivered', 'failed'],
  events: ['succeed', 'retry', 'give_up', 'redeliver'],
  initial: 'waiting',
  table: {
    waiting: { succeed: 'delivered', retry: 'waiting', give_up: 'failed' },
    delivered: { redeliver: 'waiting' },
    failed: { redeliver: 'waiting' },
  },
});
export const deliveryStateSchema = z.enum(deliveryLifecycle.states);

/** Why a try did not succeed. */
export const deliveryFailures = [
  'refused_address',
  'unreachable',
  'timeout',
  'redirected',
  'bad_status',
] as const;
export const deliveryFailureSchema = z.enum(deliveryFailures);

export const deliveryTrySchema = z.object({
  at: timeSchema,
  /** Milliseconds. */
  tookMs: z.number().int().nonnegative(),
  /** Null where no answer came. */
  status: z.number().int().nullable(),
  /** Null where it succeeded. */
  failure: deliveryFailureSchema.nullable(),
});

export const deliverySchema = z.object({
  /** Also the idempotency key: the same over all tries and redeliveries. */
  id: idSchema,
  webhookId: idSchema,
  event: webhookEventSchema,
  createdAt: timeSchema,
  state: deliveryStateSchema,
  /** When it is tried next; null where it is not. */
  nextTryAt: timeSchema.nullable(),
  /** The latest ones, newest first. */
  tries: z.array(deliveryTrySchema),
  payload: webhookPayloadSchema,
});
export type Delivery = z.infer<typeof deliverySchema>;

/** `GET /api/webhooks/:webhookId/deliveries`, newest first. `POST …/deliveries/:id/redeliver` sends one again. */
export const deliveryPageSchema = pageOf(deliverySchema);
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;
