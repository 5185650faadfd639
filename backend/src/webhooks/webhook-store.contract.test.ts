import type { Delivery } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { StoredWebhook } from './webhook-store.ts';

const webhookWith = (parts: Partial<StoredWebhook> = {}): StoredWebhook => ({
  id: 'webhook-1',
  url: 'https://lms.example/hook',
  events: ['attempt.started', 'attempt.ended'],
  enabled: true,
  createdAt: 1000,
  lastDelivery: null,
  secret: 'whsec_c2VjcmV0',
  ...parts,
});

const deliveryWith = (parts: Partial<Delivery> = {}): Delivery => ({
  id: 'delivery-1',
  webhookId: 'webhook-1',
  event: 'attempt.ended',
  createdAt: 1000,
  state: 'waiting',
  nextTryAt: 1000,
  tries: [],
  payload: {
    type: 'attempt.ended',
    at: 900,
    data: { examId: 'exam-1', attemptId: 'attempt-1', studentNumber: '0042', outcome: 'ended' },
  },
  ...parts,
});

const about = (examId: string, attemptId: string): Delivery['payload'] => ({
  type: 'attempt.started',
  at: 900,
  data: { examId, attemptId, studentNumber: null },
});

const ids = (all: readonly { readonly id: string }[]): string[] => all.map(({ id }) => id);

onEveryDatabase('WebhookStore', (freshConfig) => {
  const open = async () => (await openUntilTestEnds(freshConfig())).webhooks;

  test('keeps webhooks, oldest first, with their secret', async () => {
    const store = await open();
    const second = webhookWith({ id: 'webhook-2', createdAt: 2000, enabled: false });
    expect(await store.add(second, 20)).toBe(true);
    expect(await store.add(webhookWith(), 20)).toBe(true);
    expect(await store.list()).toEqual([webhookWith(), second]);
    expect(await store.find('webhook-2')).toEqual(second);
    expect(await store.find('webhook-3')).toBeNull();
  });

  test('changes what is named, and nothing else', async () => {
    const store = await open();
    await store.add(webhookWith(), 20);
    const lastDelivery = { at: 5, outcome: 'failed' } as const;
    const changed = { ...webhookWith(), enabled: false, lastDelivery };
    expect(await store.change('webhook-1', { enabled: false, lastDelivery })).toEqual(changed);
    expect(await store.change('webhook-1', { secret: 'whsec_b3RoZXI=' })).toEqual({
      ...changed,
      secret: 'whsec_b3RoZXI=',
    });
    expect(await store.change('webhook-2', { enabled: false })).toBeNull();
    expect(await store.list()).toEqual([{ ...changed, secret: 'whsec_b3RoZXI=' }]);
  });

  test('takes no more than it may, also where they come at once', async () => {
    const config = freshConfig();
    const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
    const added = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        (n % 2 === 0 ? one : other).webhooks.add(
          webhookWith({ id: `webhook-${n}`, createdAt: n }),
          3,
        ),
      ),
    );
    const kept = ids(await one.webhooks.list());
    expect(kept.length).toBeLessThanOrEqual(3);
    expect(kept).toEqual(added.flatMap((stays, n) => (stays ? [`webhook-${n}`] : [])));

    const store = await open();
    for (const n of [1, 2, 3, 4]) {
      const webhook = webhookWith({ id: `webhook-${n}`, createdAt: n });
      expect(await store.add(webhook, 3)).toBe(n < 4);
    }
    expect(ids(await store.list())).toEqual(['webhook-1', 'webhook-2', 'webhook-3']);
  });

  test('removes a webhook with its deliveries', async () => {
    const store = await open();
    await store.add(webhookWith(), 20);
    await store.addDelivery(deliveryWith());
    await store.addDelivery(deliveryWith({ id: 'delivery-2', webhookId: 'webhook-2' }));
    expect(await store.remove('webhook-1')).toBe(true);
    expect(await store.remove('webhook-1')).toBe(false);
    expect(await store.findDelivery('delivery-1')).toBeNull();
    expect(await store.findDelivery('delivery-2')).not.toBeNull();
  });

  test('pages through deliveries, newest first, also of one moment', async () => {
    const store = await open();
    for (const [n, at] of [10, 20, 20, 20, 30].entries()) {
      await store.addDelivery(deliveryWith({ id: `delivery-${n}`, createdAt: at }));
    }
    await store.addDelivery(deliveryWith({ id: 'other', webhookId: 'webhook-2' }));
    const first = await store.listDeliveries('webhook-1', null, 2);
    expect(ids(first)).toEqual(['delivery-4', 'delivery-3']);
    const second = await store.listDeliveries('webhook-1', { createdAt: 20, id: 'delivery-3' }, 2);
    expect(ids(second)).toEqual(['delivery-2', 'delivery-1']);
    const third = await store.listDeliveries('webhook-1', { createdAt: 20, id: 'delivery-1' }, 2);
    expect(third).toEqual([deliveryWith({ id: 'delivery-0', createdAt: 10 })]);
  });

  test('replaces a delivery only in the state that is expected', async () => {
    const store = await open();
    await store.addDelivery(deliveryWith());
    const done = deliveryWith({
      state: 'delivered',
      nextTryAt: null,
      tries: [{ at: 5, tookMs: 7, status: 204, failure: null }],
    });
    expect(await store.replaceDelivery(done, 'failed')).toBe(false);
    expect(await store.findDelivery('delivery-1')).toEqual(deliveryWith());
    expect(await store.replaceDelivery(done, 'waiting')).toBe(true);
    expect(await store.findDelivery('delivery-1')).toEqual(done);
    expect(await store.replaceDelivery(done, 'waiting')).toBe(false);
  });

  test('finds what should have been tried', async () => {
    const store = await open();
    const add = (id: string, parts: Partial<Delivery>) =>
      store.addDelivery(deliveryWith({ id, ...parts }));
    await add('late', { createdAt: 10, nextTryAt: 100 });
    await add('held', { createdAt: 20, nextTryAt: null });
    await add('not-yet', { createdAt: 5, nextTryAt: 101 });
    await add('done', { createdAt: 5, state: 'delivered', nextTryAt: null });
    await add('new', { createdAt: 101, nextTryAt: null });
    await add('of-another', { createdAt: 5, nextTryAt: 5, webhookId: 'webhook-2' });
    expect(ids(await store.listOverdue(['webhook-1'], 100, 10))).toEqual(['late', 'held']);
    expect(ids(await store.listOverdue(['webhook-1', 'webhook-2'], 100, 2))).toEqual([
      'of-another',
      'late',
    ]);
    expect(await store.listOverdue([], 100, 10)).toEqual([]);
  });

  test('deletes what is old, and what is about an attempt or an exam', async () => {
    const store = await open();
    const add = (id: string, parts: Partial<Delivery>) =>
      store.addDelivery(deliveryWith({ id, ...parts }));
    await add('old', { createdAt: 9 });
    await add('ada', { createdAt: 10, payload: about('exam-1', 'ada') });
    await add('bob', { createdAt: 10, payload: about('exam-1', 'bob') });
    await add('eve', { createdAt: 10, payload: about('exam-2', 'eve') });
    expect(await store.deleteDeliveriesBefore(10)).toBe(1);
    expect(await store.deleteDeliveriesOf({ attemptId: 'ada' })).toBe(1);
    expect(ids(await store.listDeliveries('webhook-1', null, 10))).toEqual(['eve', 'bob']);
    expect(await store.deleteDeliveriesOf({ examId: 'exam-1' })).toBe(1);
    expect(ids(await store.listDeliveries('webhook-1', null, 10))).toEqual(['eve']);
  });
});
