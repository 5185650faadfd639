import {
  explanationSchema,
  policySchema,
  reviewReplySchema,
  type Incident,
} from '@invigil/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jpeg } from '../test-support/pictures.ts';
import {
  claimed,
  claimOf,
  pageEventOf,
  problemOf,
  reportOf,
  TestServer,
  type TestExam,
} from '../test-support/server.ts';
import { eventually, type TestAgent, type TestWall } from '../test-support/test-client.ts';

/* Through the whole server: what agents tell and do becomes what staff see. */

let server: TestServer;
let exam: TestExam;
let agent: TestAgent;
let wall: TestWall;
let attemptId: string;
beforeAll(async () => {
  server = await TestServer.start({
    INVIGIL_AGENT_SILENT_MS: '600',
    INVIGIL_MESSAGES_PER_10_SECONDS: '40',
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  exam = await server.exam();
  [{ attemptId }] = exam.students;
  agent = await server.joinAgent(exam.students[0]);
  wall = await server.connectWall({ cookie: exam.cookie });
  await wall.must('wall:watch', { examId: exam.exam.id });
});
afterEach(() => server.disconnectAll());

const put = (path: string, body: unknown): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: 'PUT',
    headers: { cookie: exam.cookie, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const detail = () => server.detail(attemptId, exam.cookie);
const scoreNow = async (): Promise<number> => (await detail()).score.value;
async function confirmed(): Promise<string> {
  const claim = claimOf({ type: 'no_face' });
  await claimed(agent, claim);
  const { token } = exam.students[0].enrolment;
  await server.confirm(token, { claimId: claim.claimId, bytes: await jpeg() });
  return claim.claimId;
}
/** The attempt's incidents of one type, once they fit. */
const incidentThat = (fits: (incident: Incident) => boolean): Promise<Incident> =>
  eventually(async () => {
    const found = (await detail()).incidents.find(fits);
    if (found === undefined) throw new Error('no such incident yet');
    return found;
  });

it('a page event is an incident that counts, and its end tells how long it lasted', async () => {
  const event = pageEventOf({ durationMs: null });
  expect(await agent.must('page_event', event)).toEqual({ outcome: 'recorded' });
  await wall.hear('wall:batch', (b) => b.incidents.some(({ id }) => id === event.eventId));
  expect(await scoreNow()).toBe(4);
  await agent.must('page_event', { ...event, durationMs: 4500 });
  expect(await incidentThat(({ kind }) => kind === 'page_event')).toMatchObject({
    id: event.eventId,
    durationMs: 4500,
  });
  // One that the exam does not look for.
  const copied = pageEventOf({ type: 'copy', durationMs: 0, startedAt: Date.now() });
  expect(await agent.must('page_event', copied)).toEqual({ outcome: 'ignored' });
});

describe('what is nobody’s fault', () => {
  it('an agent that sends no reports is silent until it sends one', async () => {
    await wall.hear('wall:batch', (b) => b.deltas[0]?.trouble?.reason === 'agent_silent');
    const open = await incidentThat(({ type }) => type === 'agent_silent');
    expect(open).toMatchObject({ kind: 'technical', endedAt: null });
    await agent.must('report', reportOf());
    await incidentThat((incident) => incident.kind === 'technical' && incident.endedAt !== null);
    expect(await scoreNow()).toBe(0);
  });

  it('a lost camera and a lost connection are spans, and both end', async () => {
    await agent.must('trouble', { reason: 'camera_muted' });
    await incidentThat(({ type }) => type === 'camera_lost');
    const { agentId } = agent.socket.auth as { agentId: string };
    agent.socket.disconnect();
    await incidentThat(({ type }) => type === 'network_lost');
    agent = await server.joinAgent(exam.students[0], { agentId });
    await eventually(async () => {
      const spans = (await detail()).incidents.filter(({ type }) => type.endsWith('_lost'));
      expect(spans.map(({ type }) => type).sort()).toEqual(['camera_lost', 'network_lost']);
      for (const span of spans) expect(span).not.toMatchObject({ endedAt: null });
    });
  });
});

it('a decision changes the score everywhere, and stands in the explanation', async () => {
  const incidentId = await confirmed();
  expect(await scoreNow()).toBe(8);
  const answer = await put(`/api/incidents/${incidentId}/review`, { event: 'dismiss' });
  expect(reviewReplySchema.parse(await answer.json()).score.value).toBe(0);
  await wall.hear('wall:batch', (b) => b.deltas[0]?.score === 0);
  const explained = await server.get(`/api/attempts/${attemptId}/explain`, exam.cookie);
  const { lines } = explanationSchema.parse(await explained.json());
  expect(lines.at(-1)).toMatchObject({ kind: 'reviewed', points: -8, scoreAfter: 0 });
});

it('a new policy judges anew, and an outdated one is refused', async () => {
  // No silence and no late picture: nothing but the policy may be what judges anew.
  await agent.must('trouble', { reason: 'analysis_unavailable' });
  await confirmed();
  await incidentThat((i) => i.kind === 'violation' && i.witness.state !== 'awaited');
  const path = `/api/exams/${exam.exam.id}/policy`;
  const policy = policySchema.parse(await (await server.get(path, exam.cookie)).json());
  policy.violations.no_face.weight = 20;
  const change = { from: 1, policy };
  expect(policySchema.parse(await (await put(path, change)).json()).version).toBe(2);
  await wall.hear('wall:batch', (b) => b.deltas[0]?.score === 20);
  expect((await detail()).score).toMatchObject({ value: 20, policyVersion: 2 });
  expect(await problemOf(await put(path, change))).toMatchObject({ reason: 'policy_outdated' });
  const before = await server.get(
    `/api/attempts/${attemptId}/explain?policyVersion=1`,
    exam.cookie,
  );
  expect(explanationSchema.parse(await before.json()).score).toMatchObject({
    value: 8,
    policyVersion: 1,
  });
});

it('the figures count what happened, for staff alone', async () => {
  await confirmed();
  expect((await server.get('/metrics')).status).toBe(401);
  const figures = await (await server.get('/metrics', exam.cookie)).text();
  expect(figures).toMatch(/invigil_claims_total\{outcome="confirmed",type="no_face"\} [1-9]/);
  expect(figures).toContain('invigil_ledger_mode{mode="normal"} 1');
  expect(figures).not.toContain(attemptId);
});

it('somebody who uploads without end is told to wait, and nobody else is', async () => {
  const claimId = crypto.randomUUID();
  const send = (index: 0 | 1): Promise<Response> => {
    const { token } = exam.students[index].enrolment;
    return server.upload(token, { claimId, bytes: new Uint8Array([1]) });
  };
  const answers = await Promise.all(Array.from({ length: 60 }, () => send(0)));
  const reasons = await Promise.all(answers.map(async (one) => (await problemOf(one)).reason));
  expect(new Set(reasons)).toEqual(new Set(['unknown_claim', 'rate_limited']));
  expect(await problemOf(await send(1))).toMatchObject({ reason: 'unknown_claim' });
});
