import { deliverySchema, webhookSchema } from '@invigil/shared-types';
import { readDoc, storing, type SqliteDatabase, type SqliteRow } from '../storage/index.ts';
import { storedWebhookSchema, type StoredWebhook, type WebhookStore } from './webhook-store.ts';

export function createSqliteWebhookStore(database: SqliteDatabase): WebhookStore {
  const find = (id: string): StoredWebhook | null => {
    const row = database.get('SELECT doc, secret FROM webhooks WHERE id = ?', id);
    return row === undefined ? null : toWebhook(row);
  };
  const doc = (webhook: StoredWebhook): string => JSON.stringify(webhookSchema.parse(webhook));

  return {
    add: (webhook, limit) =>
      storing(
        'webhooks.add',
        () =>
          database.run(
            `INSERT INTO webhooks (id, created_at, secret, doc)
             SELECT ?, ?, ?, ? WHERE (SELECT count(*) FROM webhooks) < ?`,
            webhook.id,
            webhook.createdAt,
            webhook.secret,
            doc(webhook),
            limit,
          ) === 1,
      ),

    find: (id) => storing('webhooks.find', () => find(id)),

    list: () =>
      storing('webhooks.list', () =>
        database.all('SELECT doc, secret FROM webhooks ORDER BY created_at, id').map(toWebhook),
      ),

    change: (id, patch) =>
      storing('webhooks.change', () =>
        database.transaction(() => {
          const before = find(id);
          if (before === null) return null;
          const after = { ...before, ...patch };
          database.run(
            'UPDATE webhooks SET secret = ?, doc = ? WHERE id = ?',
            after.secret,
            doc(after),
            id,
          );
          return after;
        }),
      ),

    remove: (id) =>
      storing('webhooks.remove', () =>
        database.transaction(() => {
          database.run('DELETE FROM webhook_deliveries WHERE webhook_id = ?', id);
          return database.run('DELETE FROM webhooks WHERE id = ?', id) === 1;
        }),
      ),

    addDelivery: (delivery) =>
      storing('webhooks.addDelivery', () => {
        const { examId, attemptId } = delivery.payload.data;
        database.run(
          `INSERT INTO webhook_deliveries
             (id, webhook_id, exam_id, attempt_id, created_at, state, next_try_at, doc)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          delivery.id,
          delivery.webhookId,
          examId,
          attemptId,
          delivery.createdAt,
          delivery.state,
          delivery.nextTryAt,
          JSON.stringify(delivery),
        );
      }),

    findDelivery: (id) =>
      storing('webhooks.findDelivery', () => {
        const row = database.get('SELECT doc FROM webhook_deliveries WHERE id = ?', id);
        return row === undefined ? null : toDelivery(row);
      }),

    replaceDelivery: (delivery, expected) =>
      storing(
        'webhooks.replaceDelivery',
        () =>
          database.run(
            `UPDATE webhook_deliveries SET state = ?, next_try_at = ?, doc = ?
             WHERE id = ? AND state = ?`,
            delivery.state,
            delivery.nextTryAt,
            JSON.stringify(delivery),
            delivery.id,
            expected,
          ) === 1,
      ),

    listDeliveries: (webhookId, after, limit) =>
      storing('webhooks.listDeliveries', () =>
        database
          .all(
            `SELECT doc FROM webhook_deliveries WHERE webhook_id = ? AND (created_at, id) < (?, ?)
             ORDER BY created_at DESC, id DESC LIMIT ?`,
            webhookId,
            after?.createdAt ?? Number.MAX_SAFE_INTEGER,
            after?.id ?? '',
            limit,
          )
          .map(toDelivery),
      ),

    listOverdue: (webhookIds, before, limit) =>
      storing('webhooks.listOverdue', () =>
        database
          .all(
            // The first condition as it stands in the index. The plus keeps the webhooks' own index out of it:
            // most of what that one leads to was delivered.
            `SELECT doc FROM webhook_deliveries WHERE state = 'waiting'
               AND coalesce(next_try_at, created_at) <= ?
               AND +webhook_id IN (SELECT value FROM json_each(?))
             ORDER BY created_at, id LIMIT ?`,
            before,
            JSON.stringify(webhookIds),
            limit,
          )
          .map(toDelivery),
      ),

    deleteDeliveriesBefore: (time) =>
      storing('webhooks.deleteDeliveriesBefore', () =>
        database.run('DELETE FROM webhook_deliveries WHERE created_at < ?', time),
      ),

    deleteDeliveriesOf: (subject) =>
      storing('webhooks.deleteDeliveriesOf', () =>
        'attemptId' in subject
          ? database.run('DELETE FROM webhook_deliveries WHERE attempt_id = ?', subject.attemptId)
          : database.run('DELETE FROM webhook_deliveries WHERE exam_id = ?', subject.examId),
      ),
  };
}

const toDelivery = (row: SqliteRow) => readDoc(row, deliverySchema);

function toWebhook(row: SqliteRow): StoredWebhook {
  return storedWebhookSchema.parse({ ...readDoc(row, webhookSchema), secret: row['secret'] });
}
