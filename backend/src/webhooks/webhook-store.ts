import { webhookSchema, type Delivery } from '@invigil/shared-types';
import { z } from 'zod';

/** A webhook with what its deliveries are signed with: it has to be known as it is, and is shown to nobody. */
export const storedWebhookSchema = webhookSchema.extend({ secret: z.string() });
export type StoredWebhook = z.infer<typeof storedWebhookSchema>;

export type WebhookPatch = Partial<
  Pick<StoredWebhook, 'url' | 'events' | 'enabled' | 'secret' | 'lastDelivery'>
>;

/** Where a page of deliveries begins: after this one. */
export interface DeliveryCursor {
  readonly createdAt: number;
  readonly id: string;
}

/** Webhooks and their deliveries. Every method rejects with a StorageError on failure. */
export interface WebhookStore {
  /** False, and nothing is stored, where there are `limit` already. */
  add(webhook: StoredWebhook, limit: number): Promise<boolean>;
  find(id: string): Promise<StoredWebhook | null>;
  /** Oldest first. */
  list(): Promise<StoredWebhook[]>;
  /** Resolves with the webhook as it is then; null where there is none. */
  change(id: string, patch: WebhookPatch): Promise<StoredWebhook | null>;
  /** With all its deliveries. False where there is none. */
  remove(id: string): Promise<boolean>;

  addDelivery(delivery: Delivery): Promise<void>;
  findDelivery(id: string): Promise<Delivery | null>;
  /** Replaces a delivery that is in this state; false where it is not, or is gone. */
  replaceDelivery(delivery: Delivery, expected: Delivery['state']): Promise<boolean>;
  /** Newest first. */
  listDeliveries(
    webhookId: string,
    after: DeliveryCursor | null,
    limit: number,
  ): Promise<Delivery[]>;
  /** Those of these webhooks that wait and should have been tried before this time, oldest first. */
  listOverdue(webhookIds: readonly string[], before: number, limit: number): Promise<Delivery[]>;
  /** Those that are older. Resolves with how many there were. */
  deleteDeliveriesBefore(time: number): Promise<number>;
  /** Those about an attempt, or about an exam. Resolves with how many there were. */
  deleteDeliveriesOf(subject: { attemptId: string } | { examId: string }): Promise<number>;
}
