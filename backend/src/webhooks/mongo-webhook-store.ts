import { deliverySchema, type Delivery } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import {
  fromDocument,
  schemaOptions,
  storing,
  toDocument,
  type MongoDocument,
} from '../storage/index.ts';
import { storedWebhookSchema, type StoredWebhook, type WebhookStore } from './webhook-store.ts';

type WebhookDocument = MongoDocument<StoredWebhook>;
type DeliveryDocument = MongoDocument<Delivery> & { examId: string; attemptId: string };

const webhookDocuments = new Schema<WebhookDocument>(
  { _id: String, createdAt: Number },
  schemaOptions,
);
const deliveryDocuments = new Schema<DeliveryDocument>(
  {
    _id: String,
    webhookId: String,
    examId: String,
    attemptId: String,
    createdAt: Number,
    state: String,
    nextTryAt: Number,
  },
  schemaOptions,
)
  .index({ webhookId: 1, createdAt: -1, _id: -1 })
  .index({ state: 1, createdAt: 1 })
  .index({ createdAt: 1 })
  .index({ attemptId: 1 })
  .index({ examId: 1 });

export async function openMongoWebhookStore(connection: Connection): Promise<WebhookStore> {
  const webhooks = connection.model<WebhookDocument>('Webhook', webhookDocuments, 'webhooks');
  const deliveries = connection.model<DeliveryDocument>(
    'WebhookDelivery',
    deliveryDocuments,
    'webhook_deliveries',
  );
  await storing('webhooks.open', async () => {
    await webhooks.createIndexes();
    await deliveries.createIndexes();
  });
  const toWebhook = (document: WebhookDocument) => fromDocument(document, storedWebhookSchema);
  const toDelivery = (document: DeliveryDocument) => fromDocument(document, deliverySchema);

  return {
    add: (webhook, limit) =>
      storing('webhooks.add', async () => {
        await webhooks.create(toDocument(webhook));
        // Of those that are added at once at the limit perhaps none stays, but never one too many.
        if ((await webhooks.countDocuments()) <= limit) return true;
        await webhooks.deleteOne({ _id: webhook.id });
        return false;
      }),

    find: (id) =>
      storing('webhooks.find', async () => {
        const found = await webhooks.findById(id).lean();
        return found === null ? null : toWebhook(found);
      }),

    list: () =>
      storing('webhooks.list', async () => {
        const found = await webhooks.find().sort({ createdAt: 1, _id: 1 }).lean();
        return found.map(toWebhook);
      }),

    change: (id, patch) =>
      storing('webhooks.change', async () => {
        const changed = await webhooks
          .findOneAndUpdate({ _id: id }, { $set: patch }, { returnDocument: 'after' })
          .lean();
        return changed === null ? null : toWebhook(changed);
      }),

    remove: (id) =>
      storing('webhooks.remove', async () => {
        const { deletedCount } = await webhooks.deleteOne({ _id: id });
        await deliveries.deleteMany({ webhookId: id });
        return deletedCount === 1;
      }),

    addDelivery: (delivery) =>
      storing('webhooks.addDelivery', async () => {
        const { examId, attemptId } = delivery.payload.data;
        await deliveries.create({ ...toDocument(delivery), examId, attemptId });
      }),

    findDelivery: (id) =>
      storing('webhooks.findDelivery', async () => {
        const found = await deliveries.findById(id).lean();
        return found === null ? null : toDelivery(found);
      }),

    replaceDelivery: (delivery, expected) =>
      storing('webhooks.replaceDelivery', async () => {
        const { id, state, nextTryAt, tries } = delivery;
        const { matchedCount } = await deliveries.updateOne(
          { _id: id, state: expected },
          { $set: { state, nextTryAt, tries } },
        );
        return matchedCount === 1;
      }),

    listDeliveries: (webhookId, after, limit) =>
      storing('webhooks.listDeliveries', async () => {
        const older =
          after === null
            ? {}
            : {
                $or: [
                  { createdAt: { $lt: after.createdAt } },
                  { createdAt: after.createdAt, _id: { $lt: after.id } },
                ],
              };
        const found = await deliveries
          .find({ webhookId, ...older })
          .sort({ createdAt: -1, _id: -1 })
          .limit(limit)
          .lean();
        return found.map(toDelivery);
      }),

    listOverdue: (webhookIds, before, limit) =>
      storing('webhooks.listOverdue', async () => {
        const found = await deliveries
          .find({
            state: 'waiting',
            webhookId: { $in: [...webhookIds] },
            createdAt: { $lte: before },
            $or: [{ nextTryAt: null }, { nextTryAt: { $lte: before } }],
          })
          .sort({ createdAt: 1, _id: 1 })
          .limit(limit)
          .lean();
        return found.map(toDelivery);
      }),

    deleteDeliveriesBefore: (time) =>
      storing('webhooks.deleteDeliveriesBefore', async () => {
        const { deletedCount } = await deliveries.deleteMany({ createdAt: { $lt: time } });
        return deletedCount;
      }),

    deleteDeliveriesOf: (subject) =>
      storing('webhooks.deleteDeliveriesOf', async () => {
        const { deletedCount } = await deliveries.deleteMany(subject);
        return deletedCount;
      }),
  };
}
