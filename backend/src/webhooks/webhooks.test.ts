import {
  deliveryPageSchema,
  healthSchema,
  webhookEvents,
  webhookPayloadSchema,
  webhookSecretSchema,
} from '@invigil/shared-types';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jpeg } from '../../test-support/pictures.ts';
import { startReceiver } from '../../test-support/receivers.ts';
import { claimed, claimOf, TestServer } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_WEBHOOK_ALLOW_PRIVATE: '1' });
});
afterAll(() => server.close());

const call = (method: string, path: string, cookie: string, body?: unknown): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', cookie },
    body: body === undefined ? null : JSON.stringify(body),
  });

it('another system is told of an attempt from its start to its end', async () => {
  const { exam, students, cookie } = await server.exam();
  const [ada] = students;
  const receiver = await startReceiver();
  const request = { url: receiver.url, events: webhookEvents };
  const added = await call('POST', '/api/webhooks', cookie, request);
  const { webhook, secret } = webhookSecretSchema.parse(await added.json());

  const agent = await server.joinAgent(ada);
  // Whoever comes back has started before.
  await agent.must('attempt:leave', { cause: 'tab_closed' });
  const again = await server.joinAgent(ada);
  const claim = claimOf();
  expect(await claimed(again, claim)).toMatchObject({ outcome: 'accepted' });
  const bytes = await jpeg();
  await server.confirm(ada.enrolment.token, { claimId: claim.claimId, bytes });
  await again.must('attempt:submit', {});

  await eventually(() => expect(receiver.received).toHaveLength(3));
  const told = receiver.received.map(({ body, headers }) => {
    const signed = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    return webhookPayloadSchema.parse(new Webhook(secret).verify(body, Object.fromEntries(signed)));
  });
  const subject = { examId: exam.id, attemptId: ada.attemptId };
  expect(told.toSorted((a, b) => a.at - b.at)).toMatchObject([
    { type: 'attempt.started', data: subject },
    { type: 'incident.confirmed', data: { ...subject, incident: { type: 'no_face' } } },
    { type: 'attempt.ended', data: { ...subject, outcome: 'submitted' } },
  ]);
  expect(receiver.received.map(({ body }) => body).join()).not.toContain(ada.name);

  const log = await call('GET', `/api/webhooks/${webhook.id}/deliveries`, cookie);
  expect(deliveryPageSchema.parse(await log.json()).items).toHaveLength(3);
  expect((await call('DELETE', `/api/webhooks/${webhook.id}`, cookie)).status).toBe(204);
});

it('nobody but those who may manage webhooks sees them', async () => {
  const { username, password } = await server.running.createStaff('rita', 'reviewer');
  const cookie = await server.signIn(username, password);
  expect((await call('GET', '/api/webhooks', cookie)).status).toBe(403);
  expect((await call('GET', '/api/webhooks', 'invigil_session=none')).status).toBe(401);
});

it('tells how many jobs there are, to whoever asks for the health and for the figures', async () => {
  const health = healthSchema.parse(await (await server.get('/health')).json());
  expect(health.jobs?.['webhook']).toEqual({ waiting: 0, running: 0, failed: 0 });
  const { username, password } = await server.running.createStaff('otto');
  const cookie = await server.signIn(username, password);
  const figures = await (await server.get('/metrics', cookie)).text();
  expect(figures).toContain('invigil_jobs{kind="webhook",state="waiting"} 0');
  expect(figures).toMatch(/invigil_job_tries_total\{kind="webhook",outcome="succeed"\} [3-9]/);
});
