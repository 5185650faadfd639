import {
  deliveryPageSchema,
  deliverySchema,
  problemSchema,
  webhookListSchema,
  webhookSchema,
  webhookSecretSchema,
} from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { startReceiver } from '../../test-support/receivers.ts';
import { serveForStaff, staff } from '../../test-support/routes.ts';
import { eventually } from '../../test-support/test-client.ts';
import { openDesk } from '../../test-support/webhook-desks.ts';
import { staffOf } from '../people/index.ts';
import type { WebhookOptions } from './webhook-desk.ts';
import { webhookRoutes } from './webhook-routes.ts';

async function serve(more: Partial<WebhookOptions> = {}) {
  const stage = openDesk(more);
  const send = await serveForStaff('/api/webhooks', webhookRoutes(stage.desk, staffOf));
  return { ...stage, send };
}

const subject = { examId: 'exam-1', attemptId: 'attempt-1' };

it('adds, lists, changes and removes; the secret is shown once; all of it is audited', async () => {
  const { send, audited } = await serve();
  const request = { url: 'http://127.0.0.1:9/hook?key=secret', events: ['report.ready'] };
  const added = await send('POST', '', request);
  expect(added.status).toBe(201);
  const { webhook, secret } = webhookSecretSchema.parse(added.body);
  expect(webhook).toMatchObject({ ...request, enabled: true, lastDelivery: null });

  const list = await send('GET', '');
  expect(webhookListSchema.parse(list.body)).toEqual({ webhooks: [webhook] });
  expect(JSON.stringify(list.body)).not.toContain(secret);

  const changed = await send('PUT', `/${webhook.id}`, { ...request, enabled: false });
  expect(webhookSchema.parse(changed.body)).toEqual({ ...webhook, enabled: false });
  expect(JSON.stringify(changed.body)).not.toContain('whsec');

  const renewed = webhookSecretSchema.parse((await send('POST', `/${webhook.id}/secret`)).body);
  expect(renewed.secret).not.toBe(secret);

  expect((await send('DELETE', `/${webhook.id}`)).status).toBe(204);
  expect((await send('GET', '')).body).toEqual({ webhooks: [] });
  expect(audited.map(({ what }) => what)).toEqual([
    'webhook_added',
    'webhook_changed',
    'webhook_secret_renewed',
    'webhook_removed',
  ]);
  expect(audited[1]).toMatchObject({
    who: { kind: 'staff', staffId: staff.id, name: staff.username },
    examId: null,
    detail: { webhookId: webhook.id, host: '127.0.0.1:9', enabled: false },
  });
  expect(JSON.stringify(audited)).not.toMatch(/whsec|key=secret/);
});

it('shows the log in pages, newest first, and sends a delivery again', async () => {
  const { send, desk, audited } = await serve();
  const receiver = await startReceiver();
  const added = await send('POST', '', { url: receiver.url, events: ['attempt.started'] });
  const { id } = webhookSecretSchema.parse(added.body).webhook;
  for (const at of [1, 2, 3]) desk.tell('attempt.started', subject, at);
  await eventually(async () => {
    const { items } = await desk.deliveries(id, { limit: 50 });
    expect(items.map(({ state }) => state)).toEqual(Array(3).fill('delivered'));
  });
  const first = deliveryPageSchema.parse((await send('GET', `/${id}/deliveries?limit=2`)).body);
  expect(first.items).toHaveLength(2);
  const rest = `/${id}/deliveries?limit=2&cursor=${first.next}`;
  const second = deliveryPageSchema.parse((await send('GET', rest)).body);
  expect(second).toMatchObject({ next: null });
  const all = [...first.items, ...second.items];
  expect(new Set(all.map((item) => item.payload.at))).toEqual(new Set([1, 2, 3]));
  expect(all).toEqual(all.toSorted((a, b) => b.createdAt - a.createdAt));

  const [newest] = all;
  const again = await send('POST', `/${id}/deliveries/${newest?.id}/redeliver`);
  expect(deliverySchema.parse(again.body)).toMatchObject({ id: newest?.id, state: 'waiting' });
  await eventually(() => expect(receiver.received).toHaveLength(4));
  expect(audited.at(-1)).toMatchObject({
    what: 'webhook_redelivered',
    ...subject,
    detail: { webhookId: id, deliveryId: newest?.id },
  });
});

it.each([
  ['POST', '', { url: 'ftp://lms.example/', events: ['report.ready'] }, 400, 'invalid_message'],
  ['POST', '', { url: 'https://1.1.1.1/', events: [] }, 400, 'invalid_message'],
  ['POST', '', { url: 'https://1.1.1.1/', events: ['exam.made'] }, 400, 'invalid_message'],
  [
    'POST',
    '',
    { url: 'http://1.1.1.1/', events: ['report.ready'] },
    422,
    'webhook_address_refused',
  ],
  ['POST', '', { url: 'https://[::1]/', events: ['report.ready'] }, 422, 'webhook_address_refused'],
  ['PUT', '/none', { url: 'https://1.1.1.1/', events: ['report.ready'] }, 404, 'unknown_webhook'],
  ['DELETE', '/none', undefined, 404, 'unknown_webhook'],
  ['DELETE', '/%24', undefined, 404, 'unknown_webhook'],
  ['POST', '/none/secret', undefined, 404, 'unknown_webhook'],
  ['GET', '/none/deliveries', undefined, 404, 'unknown_webhook'],
  ['POST', '/none/deliveries/none/redeliver', undefined, 404, 'unknown_webhook'],
])('%s %s with %j is a %i', async (method, path, body, status, reason) => {
  const { send, store, audited } = await serve({ allowPrivate: false });
  const answer = await send(method, path, body);
  expect(answer.status).toBe(status);
  expect(problemSchema.parse(answer.body).reason).toBe(reason);
  expect(await store.list()).toEqual([]);
  expect(audited).toEqual([]);
});

it('a change to a refused address changes nothing', async () => {
  const { send } = await serve({ allowPrivate: false });
  const added = await send('POST', '', { url: 'https://1.1.1.1/', events: ['report.ready'] });
  const { webhook } = webhookSecretSchema.parse(added.body);
  const change = { url: 'https://10.0.0.1/', events: ['report.ready'] };
  expect((await send('PUT', `/${webhook.id}`, change)).status).toBe(422);
  expect((await send('GET', '')).body).toEqual({ webhooks: [webhook] });
});

it('takes no more than it may, and no cursor that is none', async () => {
  const { send } = await serve({ limit: 1 });
  const request = { url: 'http://127.0.0.1:9/', events: ['report.ready'] };
  const added = await send('POST', '', request);
  const { webhook } = webhookSecretSchema.parse(added.body);
  const second = await send('POST', '', request);
  expect(second.status).toBe(409);
  expect(problemSchema.parse(second.body).reason).toBe('webhook_limit');
  const page = await send('GET', `/${webhook.id}/deliveries?cursor=%27;--`);
  expect(page.status).toBe(400);
});
