import {
  deliveryLifecycle,
  idSchema,
  type Delivery,
  type deliveryTrySchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { jobKind, type JobRun } from '../jobs/index.ts';
import type { Log } from '../ops/index.ts';
import { Patience } from './patience.ts';
import { send, type SendOptions } from './send.ts';
import { signatureHeaders } from './signature.ts';
import type { StoredWebhook, WebhookStore } from './webhook-store.ts';

/** Its key is the delivery's id. */
export const webhookJob = jobKind('webhook', z.object({ deliveryId: idSchema }));

type Try = z.infer<typeof deliveryTrySchema>;

export interface DeliveryOptions extends SendOptions {
  /** Tries that a delivery's log keeps. */
  readonly triesKept: number;
  /** Who takes longer to answer is waited for by one delivery at a time, and by others not longer, milliseconds. */
  readonly slowMs: number;
}

/** Does one try at a delivery, and writes down what came of it. */
export class DeliveryRunner {
  readonly #store: WebhookStore;
  readonly #log: Log;
  readonly #options: DeliveryOptions;
  readonly #patience: Patience;

  constructor(store: WebhookStore, log: Log, options: DeliveryOptions) {
    this.#store = store;
    this.#log = log;
    this.#options = options;
    this.#patience = new Patience(options.timeoutMs, options.slowMs);
  }

  /** Rejects where the delivery is to be tried again. */
  async run({ deliveryId }: { readonly deliveryId: string }, run: JobRun): Promise<void> {
    const delivery = await this.#store.findDelivery(deliveryId);
    // Deleted, or done by another run of the same job.
    if (delivery?.state !== 'waiting') return;
    const webhook = await this.#store.find(delivery.webhookId);
    if (webhook === null) return;
    if (!webhook.enabled) {
      // It waits until the webhook is switched on again: the sweep finds it then.
      await this.#store.replaceDelivery({ ...delivery, nextTryAt: null }, 'waiting');
      return;
    }
    const done = await this.#try(webhook, delivery);
    await this.#note(webhook, delivery, done, run.retryInMs);
    if (done.failure === null) return;
    const about = { attemptId: delivery.payload.data.attemptId, deliveryId, status: done.status };
    if (run.retryInMs !== null) throw new Error(`The delivery failed: ${done.failure}`);
    // The delivery's own log keeps it from here on; the queue has nothing more to do.
    this.#log.warn({ ...about, failure: done.failure }, 'A webhook delivery is given up');
  }

  async #try(webhook: StoredWebhook, delivery: Delivery): Promise<Try> {
    const at = Date.now();
    const body = JSON.stringify(delivery.payload);
    const headers = signatureHeaders(webhook.secret, delivery.id, at, body);
    const { status, failure } = await this.#patience.spend(webhook.id, (timeoutMs) =>
      send(webhook.url, body, headers, { ...this.#options, timeoutMs }),
    );
    return { at, tookMs: Math.max(0, Date.now() - at), status, failure };
  }

  async #note(
    webhook: StoredWebhook,
    delivery: Delivery,
    done: Try,
    retryInMs: number | null,
  ): Promise<void> {
    const failed = retryInMs === null ? 'give_up' : 'retry';
    const event = done.failure === null ? 'succeed' : failed;
    const transition = deliveryLifecycle.next(delivery.state, event);
    if (!transition.moved) throw new Error(transition.refusal);
    const { state } = transition;
    const after: Delivery = {
      ...delivery,
      state,
      nextTryAt: state === 'waiting' && retryInMs !== null ? Date.now() + retryInMs : null,
      tries: [done, ...delivery.tries].slice(0, this.#options.triesKept),
    };
    await this.#store.replaceDelivery(after, 'waiting');
    const outcome = done.failure === null ? 'delivered' : 'failed';
    await this.#store.change(webhook.id, { lastDelivery: { at: done.at, outcome } });
  }
}
