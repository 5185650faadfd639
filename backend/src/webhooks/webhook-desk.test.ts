import { webhookPayloadSchema, type Delivery, type WebhookRequest } from '@invigil/shared-types';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { startReceiver, withStatus } from '../../test-support/receivers.ts';
import { staff } from '../../test-support/routes.ts';
import { eventually } from '../../test-support/test-client.ts';
import { openDesk, type DeskStage } from '../../test-support/webhook-desks.ts';
import { webhookJob } from './delivery-runner.ts';

const subject = { examId: 'exam-1', attemptId: 'attempt-1' };
const dayMs = 24 * 3_600_000;

const request = (url: string, more: Partial<WebhookRequest> = {}): WebhookRequest => ({
  url,
  events: ['attempt.ended', 'report.ready'],
  enabled: true,
  ...more,
});

const add = (stage: DeskStage, url: string, more: Partial<WebhookRequest> = {}) =>
  stage.desk.add(request(url, more), staff, Date.now());

/** The one delivery of a webhook, once it is in that state. */
const delivery = (stage: DeskStage, id: string, state: Delivery['state']): Promise<Delivery> =>
  eventually(async () => {
    const { items } = await stage.desk.deliveries(id, { limit: 50 });
    expect(items.map((item) => item.state)).toEqual([state]);
    const [item] = items;
    if (item === undefined) throw new Error('there is none');
    return item;
  });

describe('telling', () => {
  it('reaches everybody who asked for the event, signed with their secret', async () => {
    const stage = openDesk();
    const [one, other] = [await startReceiver(), await startReceiver()];
    const { webhook, secret } = await add(stage, one.url);
    await add(stage, other.url, { events: ['attempt.started'] });
    const off = await add(stage, other.url, { enabled: false });
    stage.desk.tell('attempt.ended', { ...subject, outcome: 'submitted' }, 1234);

    const delivered = await delivery(stage, webhook.id, 'delivered');
    const [received] = one.received;
    const headers = Object.fromEntries(
      Object.entries(received?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const body = new Webhook(secret).verify(received?.body ?? '', headers);
    expect(webhookPayloadSchema.parse(body)).toEqual({
      type: 'attempt.ended',
      at: 1234,
      data: { ...subject, studentNumber: '0042', outcome: 'submitted' },
    });
    expect(headers['webhook-id']).toBe(delivered.id);
    expect(delivered).toMatchObject({
      event: 'attempt.ended',
      nextTryAt: null,
      tries: [{ status: 204, failure: null }],
    });
    expect(await stage.desk.list()).toMatchObject([
      { lastDelivery: { outcome: 'delivered' } },
      { lastDelivery: null },
      { lastDelivery: null },
    ]);
    expect(other.received).toEqual([]);
    // Nor does it wait for the day when it is switched on.
    expect(await stage.store.listDeliveries(off.webhook.id, null, 10)).toEqual([]);
  });

  it('makes nobody wait and fails nobody: what cannot be stored is logged with the attempt', async () => {
    const stage = openDesk();
    stage.database.close();
    expect(stage.desk.tell('attempt.ended', subject)).toBeUndefined();
    await stage.desk.close();
    const line = stage.lines.find((text) => text.includes('could not be told'));
    expect(line).toContain('"attemptId":"attempt-1"');
  });

  it('does not fail the others where one cannot be reached', async () => {
    const stage = openDesk();
    const [bad, good] = [await startReceiver(() => undefined), await startReceiver()];
    const hanging = await add(stage, bad.url);
    const well = await add(stage, good.url);
    stage.desk.tell('report.ready', subject);
    await delivery(stage, well.webhook.id, 'delivered');
    const waiting = await delivery(stage, hanging.webhook.id, 'waiting');
    expect(waiting.nextTryAt).not.toBeNull();
  });
});

describe('an endpoint that fails all the time', () => {
  it('is tried as often as it may be, then no more; the log is kept, and it can be sent again', async () => {
    const stage = openDesk();
    const receiver = await startReceiver(withStatus(500));
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    const failed = await delivery(stage, webhook.id, 'failed');
    expect(failed.nextTryAt).toBeNull();
    expect(failed.tries).toHaveLength(3);
    expect(failed.tries[0]).toMatchObject({ status: 500, failure: 'bad_status' });
    expect(await stage.desk.list()).toMatchObject([{ lastDelivery: { outcome: 'failed' } }]);
    await eventually(async () =>
      expect((await stage.jobs.stats()).get('webhook')).toEqual({
        waiting: 0,
        running: 0,
        failed: 0,
      }),
    );

    receiver.answer = withStatus(200);
    const again = await stage.desk.redeliver(webhook.id, failed.id, staff, Date.now());
    expect(again).toMatchObject({ id: failed.id, state: 'waiting' });
    const delivered = await delivery(stage, webhook.id, 'delivered');
    expect(delivered.tries).toHaveLength(4);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([failed.id]),
    );
    const bodies = new Set(receiver.received.map(({ body }) => body));
    expect(bodies.size).toBe(1);
  });

  it('keeps no more tries than it may', async () => {
    const stage = openDesk({ triesKept: 2 });
    const receiver = await startReceiver(withStatus(500));
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    expect((await delivery(stage, webhook.id, 'failed')).tries).toHaveLength(2);
    expect(receiver.received).toHaveLength(3);
  });

  it.each([
    ['redirected', withStatus(302, { location: 'http://169.254.169.254/' }), 302],
    ['timeout', () => undefined, null],
  ] as const)('says why: %s', async (failure, answer, status) => {
    const stage = openDesk({ timeoutMs: 100 });
    const receiver = await startReceiver(answer);
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    const failed = await delivery(stage, webhook.id, 'failed');
    expect(failed.tries.every((one) => one.failure === failure && one.status === status)).toBe(
      true,
    );
  });
});

describe('an endpoint that hangs', () => {
  it('holds up nobody else’s deliveries, however many it is sent', async () => {
    // Four at once: the others’ turn would come after more than ten seconds.
    const stage = openDesk({ timeoutMs: 2500, slowMs: 100 });
    const [bad, good] = [await startReceiver(() => undefined), await startReceiver()];
    const hanging = await add(stage, bad.url, { events: ['attempt.ended', 'report.ready'] });
    await add(stage, good.url, { events: ['report.ready'] });
    stage.desk.tell('attempt.ended', subject);
    await eventually(async () => {
      const { items } = await stage.desk.deliveries(hanging.webhook.id, { limit: 1 });
      expect(items[0]?.tries).toMatchObject([{ failure: 'timeout' }]);
    });
    for (let n = 0; n < 16; n += 1) stage.desk.tell('report.ready', subject, n);
    await eventually(() => expect(good.received).toHaveLength(16));
  }, 60_000);
});

describe('redelivering', () => {
  it('is refused of what is on its way, and of what is not there', async () => {
    const stage = openDesk({ timeoutMs: 30_000 });
    const receiver = await startReceiver(() => undefined);
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    const { id } = await delivery(stage, webhook.id, 'waiting');
    const again = (webhookId: string, deliveryId: string) =>
      stage.desk.redeliver(webhookId, deliveryId, staff, 1);
    await expect(again(webhook.id, id)).rejects.toMatchObject({ reason: 'delivery_waiting' });
    await expect(again(webhook.id, 'none')).rejects.toMatchObject({ reason: 'unknown_delivery' });
    await expect(again('none', id)).rejects.toMatchObject({ reason: 'unknown_webhook' });
    const other = await add(stage, receiver.url);
    await expect(again(other.webhook.id, id)).rejects.toMatchObject({ reason: 'unknown_delivery' });
    receiver.answer = withStatus(204);
    await eventually(() => expect(receiver.received).toHaveLength(1));
    await stage.desk.remove(webhook.id, staff, 1);
    // What is removed while it is under way ends without a trace.
    await stage.desk.remove(other.webhook.id, staff, 1);
  }, 60_000);
});

describe('a webhook that is switched off', () => {
  it('keeps what waits, which is sent once it is switched on again', async () => {
    const stage = openDesk({ sweepEveryMs: 10 });
    const receiver = await startReceiver(withStatus(500));
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    await eventually(() => expect(receiver.received.length).toBeGreaterThan(0));
    await stage.desk.change(webhook.id, request(receiver.url, { enabled: false }), staff, 1);
    await eventually(async () => {
      const { items } = await stage.desk.deliveries(webhook.id, { limit: 1 });
      expect(items).toMatchObject([{ state: 'waiting', nextTryAt: null }]);
    });
    const tries = receiver.received.length;
    await stage.desk.sweep(Date.now() + 1000);
    receiver.answer = withStatus(204);
    expect(receiver.received).toHaveLength(tries);
    await stage.desk.change(webhook.id, request(receiver.url), staff, 1);
    await stage.desk.sweep(Date.now() + 1000);
    await delivery(stage, webhook.id, 'delivered');
  });
});

describe('a job that is run once more than it need be', () => {
  it('sends nothing of what was delivered, or is gone', async () => {
    const stage = openDesk();
    const receiver = await startReceiver();
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    const { id } = await delivery(stage, webhook.id, 'delivered');
    for (const deliveryId of [id, 'gone']) {
      await stage.jobs.add({ kind: webhookJob, key: deliveryId, payload: { deliveryId } });
    }
    await eventually(async () =>
      expect((await stage.jobs.stats()).get('webhook')).toEqual({
        waiting: 0,
        running: 0,
        failed: 0,
      }),
    );
    expect(receiver.received).toHaveLength(1);
    expect((await delivery(stage, webhook.id, 'delivered')).tries).toHaveLength(1);
  });
});

describe('the sweep', () => {
  it('finds a delivery whose job was lost', async () => {
    const stage = openDesk();
    const receiver = await startReceiver();
    const { webhook } = await add(stage, receiver.url);
    const createdAt = Date.now();
    await stage.store.addDelivery({
      id: 'lost',
      webhookId: webhook.id,
      event: 'attempt.ended',
      createdAt,
      state: 'waiting',
      nextTryAt: createdAt,
      tries: [],
      payload: { type: 'attempt.ended', at: 1, data: { ...subject, studentNumber: null } },
    });
    await stage.desk.sweep(createdAt + 59_000);
    expect((await stage.jobs.stats()).get('webhook')).toMatchObject({ waiting: 0, running: 0 });
    await stage.desk.sweep(createdAt + 61_000);
    await delivery(stage, webhook.id, 'delivered');
  });

  it('deletes what is older than the log is kept, once a day', async () => {
    const stage = openDesk();
    const receiver = await startReceiver();
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    const { createdAt } = await delivery(stage, webhook.id, 'delivered');
    await stage.desk.sweep(createdAt + 30 * dayMs);
    await delivery(stage, webhook.id, 'delivered');
    await stage.desk.sweep(createdAt + 30 * dayMs + 60_000);
    await delivery(stage, webhook.id, 'delivered');
    await stage.desk.sweep(createdAt + 31 * dayMs + 1);
    expect(await stage.desk.deliveries(webhook.id, { limit: 50 })).toEqual({
      items: [],
      next: null,
    });
  });
});

describe('a new secret', () => {
  it('signs whatever is sent from then on', async () => {
    const stage = openDesk();
    const receiver = await startReceiver();
    const { webhook, secret } = await add(stage, receiver.url);
    const renewed = await stage.desk.renewSecret(webhook.id, staff, 1);
    expect(renewed.secret).not.toBe(secret);
    stage.desk.tell('attempt.ended', subject);
    await delivery(stage, webhook.id, 'delivered');
    const { headers = {}, body = '' } = receiver.received[0] ?? {};
    const signed = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    );
    expect(() => new Webhook(secret).verify(body, signed)).toThrow();
    new Webhook(renewed.secret).verify(body, signed);
    await expect(stage.desk.renewSecret('none', staff, 1)).rejects.toMatchObject({
      reason: 'unknown_webhook',
    });
  });
});

describe('forgetting', () => {
  it('deletes what was sent about an attempt', async () => {
    const stage = openDesk();
    const receiver = await startReceiver();
    const { webhook } = await add(stage, receiver.url);
    stage.desk.tell('attempt.ended', subject);
    await delivery(stage, webhook.id, 'delivered');
    expect(await stage.desk.forget({ attemptId: 'attempt-1' })).toBe(1);
    expect(await stage.store.listDeliveries(webhook.id, null, 10)).toEqual([]);
  });
});
