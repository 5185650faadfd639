import { randomUUID } from 'node:crypto';
import {
  auditPageSchema,
  defaultPolicy,
  explanationSchema,
  type AuditEntry,
  type StaffAction,
} from '@invigil/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import {
  claimed,
  claimOf,
  consent,
  pageEventOf,
  problemOf,
  reportOf,
  TestServer,
  type TestExam,
  type TestStudent,
} from '../../test-support/server.ts';
import { eventually, type TestWall } from '../../test-support/test-client.ts';
import { verifyChain } from '../audit/index.ts';

let server: TestServer;
let exam: TestExam;
let ada: TestStudent;
let wall: TestWall;

beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_END_GRACE_MS: '300' });
});
afterAll(() => server.close());
beforeEach(async () => {
  exam = await server.exam();
  [ada] = exam.students;
  wall = await watch(exam.cookie);
});
afterEach(() => server.disconnectAll());

async function watch(cookie: string): Promise<TestWall> {
  const opened = await server.connectWall({ cookie });
  await opened.must('wall:watch', { examId: exam.exam.id });
  return opened;
}

/** Another invigilator's session. */
async function colleague(): Promise<string> {
  const { username, password } = await server.running.createStaff(`noor-${randomUUID()}`);
  return server.signIn(username, password);
}

async function take(content: StaffAction, { attemptId } = ada) {
  const request = { actionId: randomUUID(), attemptId, content };
  return (await wall.must('action:take', request)).action;
}

const pause: StaffAction = { kind: 'pause', reason: 'Fire alarm' };
const resume: StaffAction = { kind: 'resume' };
const ask: StaffAction = { kind: 'ask', text: 'Please look into the camera for a moment.' };
const end: StaffAction = { kind: 'end', reason: 'Left with the paper' };

const tile = () => server.running.tracker.tile(exam.exam.id, ada.attemptId);

describe('an invigilator asks for a moment', () => {
  it('and everyone sees how far it has got', async () => {
    const agent = await server.joinAgent(ada);
    const other = await watch(await colleague());
    const startedAt = performance.now();
    const { id } = await take(ask);
    const told = await agent.hear('action', ({ action }) => action.actionId === id);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(told).toEqual({
      action: { actionId: id, at: told.action.at, content: ask },
      sitting: {
        pausedAt: null,
        closesAt: exam.exam.closesAt,
        breaks: { leftMs: 0, since: null },
      },
    });
    await agent.must('action:progress', { actionId: id, event: 'see' });
    await agent.must('action:progress', { actionId: id, event: 'finish' });
    const batch = await other.hear('wall:batch', ({ actions }) =>
      actions.some((action) => action.id === id && action.progress.state === 'done'),
    );
    expect(batch.actions.at(-1)).toMatchObject({ by: { kind: 'staff' }, content: ask });
    const { actions } = await server.detail(ada.attemptId, exam.cookie);
    expect(actions).toMatchObject([{ id, progress: { state: 'done', by: { kind: 'student' } } }]);
  });

  it('of a student who is away: it waits for the join', async () => {
    const { id } = await take(ask);
    await take(pause);
    const agent = await server.connectAgent(ada);
    const joined = await agent.must('attempt:join', consent());
    expect(joined.actions.map(({ content }) => content.kind)).toEqual(['ask', 'pause']);
    expect(joined.sitting.pausedAt).toBe(joined.attempt.pausedAt);
    expect(joined.sitting.pausedAt).toBeGreaterThan(0);
    await agent.must('action:progress', { actionId: id, event: 'finish' });
    // What is acknowledged does not come again.
    agent.socket.disconnect();
    const again = await server.connectAgent(ada);
    const { actions } = await again.must('attempt:join', consent());
    expect(actions.map(({ content }) => content.kind)).toEqual(['pause']);
  });

  it('and what is open comes back after a restart', async () => {
    const { id } = await take(ask);
    await server.restart();
    wall = await server.connectWall({ cookie: exam.cookie });
    const { actions } = await wall.must('wall:watch', { examId: exam.exam.id });
    expect(actions).toMatchObject([{ id, progress: { state: 'sent' } }]);
  });
});

describe('while an attempt is paused', () => {
  it('nothing is judged, whenever it is heard of, and before and after it is', async () => {
    const agent = await server.joinAgent(ada);
    const before = Date.now() - 1;
    await take(pause);
    await eventually(() => expect(tile()?.pausedAt).toBeGreaterThan(before));
    const { pausedAt } = await agent
      .hear('action', ({ action }) => action.content.kind === 'pause')
      .then(({ sitting }) => sitting);
    if (pausedAt === null) throw new Error('it is paused');
    const within = { capturedAt: pausedAt };
    // One that was seen before the pause, delivered late, counts as ever.
    const earlier = claimOf({ type: 'multiple_faces', capturedAt: pausedAt - 1 });
    const during = claimOf({ type: 'no_face', ...within });
    const { outcomes } = await agent.must('claims', { claims: [during, earlier] });
    expect(outcomes.map(({ claimId, outcome }) => [claimId, outcome])).toEqual([
      [during.claimId, 'suppressed'],
      [earlier.claimId, 'accepted'],
    ]);
    const event = pageEventOf({ startedAt: pausedAt, durationMs: null });
    expect(await agent.must('page_event', event)).toEqual({ outcome: 'ignored' });

    await take(resume);
    await agent.hear('action', ({ action }) => action.content.kind === 'resume');
    // Told only now, and of the pause all the same.
    const late = await claimed(agent, claimOf({ type: 'head_turned', ...within }));
    expect(late.outcome).toBe('suppressed');
    const after = await claimed(agent, claimOf({ type: 'no_face', capturedAt: Date.now() + 1 }));
    expect(after.outcome).toBe('accepted');
    const { incidents } = await server.detail(ada.attemptId, exam.cookie);
    expect(incidents).toEqual([]);
    const explained = await server.get(`/api/attempts/${ada.attemptId}/explain`, exam.cookie);
    const { lines } = explanationSchema.parse(await explained.json());
    const paused = lines.filter(({ reason }) => reason === 'paused');
    expect(paused.map(({ type }) => type)).toEqual(['no_face', 'page_hidden', 'head_turned']);
    expect(paused[0]?.sentence).toContain('the attempt was paused then');
  });

  it('the student stays paused through leaving and coming back, and a restart', async () => {
    const agent = await server.joinAgent(ada);
    await take(pause);
    await agent.must('attempt:leave', { cause: 'tab_closed' });
    await server.restart();
    const again = await server.connectAgent(ada);
    const { sitting } = await again.must('attempt:join', consent());
    expect(sitting.pausedAt).not.toBeNull();
    const outcome = await claimed(again, claimOf());
    expect(outcome.outcome).toBe('suppressed');
  });
});

describe('more time', () => {
  it('lets a student in after the others, and is told', async () => {
    const [, luz] = exam.students;
    const agent = await server.joinAgent(ada);
    await take({ kind: 'extend', extraMs: 600_000, reason: 'Fire alarm' });
    const { sitting } = await agent.hear('action');
    expect(sitting.closesAt).toBe(exam.exam.closesAt + 600_000);
    expect(tile()?.extraTimeMs).toBe(600_000);
    const { exams } = server.running.stores;
    await exams.save({ ...exam.exam, opensAt: 1, closesAt: Date.now() - 1000 });
    expect((await server.enrol(ada.code)).admission).toEqual({ state: 'open' });
    expect((await server.enrol(luz.code)).admission).toMatchObject({ state: 'closed' });
    const late = await server.connectAgent(luz);
    expect(await late.mustFail('attempt:join', consent())).toMatchObject({
      reason: 'exam_not_open',
    });
  });
});

describe('an invigilator ends an attempt', () => {
  it('and the agent may still say that it knows, and nothing else', async () => {
    const agent = await server.joinAgent(ada);
    const { id } = await take(end);
    const told = await agent.hear('action');
    // No reason: that is for the record.
    expect(told.action.content).toEqual({ kind: 'end' });
    expect(await agent.mustFail('report', reportOf())).toMatchObject({ reason: 'attempt_ended' });
    expect(await agent.mustFail('claims', { claims: [claimOf()] })).toMatchObject({
      reason: 'attempt_ended',
    });
    await agent.must('action:progress', { actionId: id, event: 'finish' });
    await agent.ended();
    await eventually(() => expect(tile()).toMatchObject({ state: 'ended', streaming: false }));
    const { attempt, actions } = await server.detail(ada.attemptId, exam.cookie);
    expect(attempt).toMatchObject({ state: 'ended', pausedAt: null });
    expect(actions).toMatchObject([{ id, progress: { state: 'done' } }]);
  });

  it('and there is no way back in', async () => {
    await server.joinAgent(ada);
    await take(end);
    await expect(server.connectAgent(ada)).rejects.toMatchObject({
      failure: { reason: 'attempt_ended' },
    });
    // The link is good for the receipt, and what it gives opens no seat.
    const enrolment = await server.enrol(ada.code);
    expect(enrolment.attempt).toMatchObject({ state: 'ended', outcome: 'ended' });
    await expect(server.connectAgent({ enrolment })).rejects.toMatchObject({
      failure: { reason: 'attempt_ended' },
    });
  });

  it('of a student who is not here: nobody is told, and it says so', async () => {
    const { id } = await take(end);
    const batch = await wall.hear('wall:batch', ({ actions }) =>
      actions.some((action) => action.id === id && action.progress.state === 'lapsed'),
    );
    expect(
      batch.deltas.concat(wall.heard('wall:batch').flatMap(({ deltas }) => deltas)),
    ).toContainEqual(expect.objectContaining({ state: 'ended' }));
  });
});

describe('messages', () => {
  it('go both ways, and each side sees that the other has read', async () => {
    const agent = await server.joinAgent(ada);
    const messageId = randomUUID();
    const message = { messageId, text: '  May I have water? <b>💧</b> ' };
    await agent.must('message', message);
    await agent.must('message', message);
    await wall.hear('wall:batch', ({ actions }) => actions.some(({ id }) => id === messageId));
    const { action } = await wall.must('action:progress', { actionId: messageId, event: 'see' });
    expect(action.content).toEqual({ kind: 'student_message', text: message.text.trim() });
    const seen = await agent.hear('message_seen');
    expect(seen.messageId).toBe(messageId);
    const reply = await take({ kind: 'message', text: 'Of course.' });
    await agent.hear('action', ({ action: told }) => told.actionId === reply.id);
    // Whoever was away when it was read hears it on coming back.
    agent.socket.disconnect();
    const again = await server.joinAgent(ada);
    expect(await again.hear('message_seen')).toEqual(seen);
  });
});

describe('what students must not do', () => {
  it('is to touch what is not theirs', async () => {
    const [, luz] = exam.students;
    const { id } = await take(ask);
    const mine = randomUUID();
    const honest = await server.joinAgent(ada);
    await honest.must('message', { messageId: mine, text: 'Hello' });
    const agent = await server.joinAgent(luz);
    const wrong: [string, object, string][] = [
      ['action:progress', { actionId: id, event: 'finish' }, 'unknown_action'],
      ['action:progress', { actionId: mine, event: 'see' }, 'unknown_action'],
      ['action:progress', { actionId: id, event: 'lapse' }, 'invalid_message'],
      ['message', { messageId: mine, text: 'Hello' }, 'invalid_message'],
      ['message', { messageId: id, text: 'Hello' }, 'invalid_message'],
      ['message', { messageId: randomUUID(), text: '   ' }, 'invalid_message'],
      ['message', { messageId: randomUUID(), text: 'x'.repeat(501) }, 'invalid_message'],
    ];
    for (const [event, message, reason] of wrong) {
      const bystander = await Bystander.watch(server, exam);
      expect(await agent.mustFail(event, message)).toMatchObject({ reason });
      await bystander.sawOnly({ reason, attemptId: luz.attemptId });
    }
  });
});

describe('the audit log', () => {
  it('holds who did what, in one chain, for staff to read', async () => {
    const agent = await server.joinAgent(ada);
    const { id } = await take(ask);
    await agent.must('action:progress', { actionId: id, event: 'finish' });
    const accommodations = { [ada.attemptId]: { violations: { gaze_away: { off: true } } } };
    const changed = await fetch(`${server.url}/api/exams/${exam.exam.id}/policy`, {
      method: 'PUT',
      headers: { cookie: exam.cookie, 'Content-Type': 'application/json' },
      body: JSON.stringify({ from: 1, policy: { ...defaultPolicy, accommodations } }),
    });
    expect(changed.status).toBe(200);
    const { username } = await server.running.createStaff(`eve-${randomUUID()}`);
    await server.post('/api/staff/login', { username, password: 'my mistyped password' });
    await server.post('/api/staff/login', { username: 'my password', password: 'x' });

    const entries = await eventually(async () => {
      const found: AuditEntry[] = [];
      for (let after: number | null = 0; after !== null;) {
        const path = `/api/exams/${exam.exam.id}/audit?after=${after}&limit=2`;
        const page = auditPageSchema.parse(await (await server.get(path, exam.cookie)).json());
        expect(page.entries.length).toBeLessThanOrEqual(2);
        found.push(...page.entries);
        after = page.next;
      }
      expect(found).toHaveLength(4);
      return found;
    });
    expect(entries.map(({ what, who, attemptId }) => [what, who.kind, attemptId])).toEqual([
      ['action_taken', 'staff', ada.attemptId],
      ['action_done', 'student', ada.attemptId],
      ['policy_changed', 'staff', null],
      ['accommodation_changed', 'staff', ada.attemptId],
    ]);
    expect(entries[0]?.particulars?.detail).toMatchObject({ actionId: id, ...ask });
    const all = await server.running.stores.audit.list(0, 10_000);
    expect(verifyChain(all)).toEqual({ intact: true });
    const failed = all.filter(({ what }) => what === 'sign_in_failed').slice(-2);
    expect(failed.map(({ particulars }) => typeof particulars?.detail['staffId'])).toEqual([
      'string',
      'object',
    ]);
    expect(all.some(({ what }) => what === 'signed_in')).toBe(true);
    expect(JSON.stringify([all, server.lines])).not.toContain('my password');
  });

  it.each<[string, number, string]>([
    ['none/audit', 404, 'unknown_exam'],
    ['%2e%2e%00/audit', 404, 'unknown_exam'],
    [':exam/audit?limit=0', 400, 'invalid_message'],
    [':exam/audit?limit=501', 400, 'invalid_message'],
    [':exam/audit?after=-1', 400, 'invalid_message'],
    [':exam/audit?after=1&after=2', 400, 'invalid_message'],
  ])('of %s answers %i', async (path, status, reason) => {
    const url = `/api/exams/${path.replace(':exam', exam.exam.id)}`;
    expect(await problemOf(await server.get(url, exam.cookie))).toMatchObject({ status, reason });
    expect((await server.get(url)).status).toBe(401);
  });
});
