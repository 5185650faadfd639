import type { Exam, Incident, StudentView } from '@invigil/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dtlsParameters, vp8 } from '../../test-support/media.ts';
import { jpeg } from '../../test-support/pictures.ts';
import {
  claimed,
  claimOf,
  consent,
  reportOf,
  TestServer,
  type TestExam,
  type TestStudent,
} from '../../test-support/server.ts';
import { eventually, type TestAgent } from '../../test-support/test-client.ts';

const graceMs = 150;
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({
    INVIGIL_RECONNECT_GRACE_MS: String(graceMs),
    INVIGIL_EXPIRE_GRACE_MS: '0',
    INVIGIL_EXPIRE_LOOK_MS: '50',
    INVIGIL_END_GRACE_MS: '300',
    INVIGIL_CHECKS_AT_ONCE: '1',
  });
});
afterAll(() => server.close());

let exam: TestExam;
let ada: TestStudent;
let luz: TestStudent;
beforeEach(async () => {
  exam = await server.exam();
  [ada, luz] = exam.students;
});
afterEach(() => server.disconnectAll());

const change = (parts: Partial<Exam>) =>
  server.running.stores.exams.save({ ...exam.exam, ...parts });
const view = (parts: Partial<StudentView>) =>
  change({ studentView: { ...exam.exam.studentView, ...parts } });
const attempt = async ({ attemptId } = ada) => server.running.stores.attempts.find(attemptId);
const spans = async () =>
  (await server.detail(ada.attemptId, exam.cookie)).incidents
    .flatMap((incident) => (incident.kind === 'technical' ? [incident] : []))
    .filter(({ type }) => type === 'away' || type === 'network_lost')
    .map(({ type, endedAt }) => [type, endedAt === null ? 'open' : 'over']);
const same = (agent: TestAgent) => agent.socket.auth as { agentId: string };

describe('a gap', () => {
  it('where the quiz was left is there once, until the student is back', async () => {
    const agent = await server.joinAgent(ada);
    await agent.must('attempt:leave', { cause: 'tab_closed' });
    await eventually(async () => expect(await spans()).toEqual([['away', 'open']]));
    await server.restart();
    await server.joinAgent(ada);
    await eventually(async () => expect(await spans()).toEqual([['away', 'over']]));
  });

  it('where the connection broke is one, however long it lasts', async () => {
    const agent = await server.joinAgent(ada);
    agent.socket.disconnect();
    await eventually(async () => expect((await attempt())?.state).toBe('left'));
    expect(await spans()).toEqual([['network_lost', 'open']]);
    await server.joinAgent(ada, same(agent));
    await eventually(async () => expect(await spans()).toEqual([['network_lost', 'over']]));
  });

  it('ends with the attempt where nobody comes back', async () => {
    const agent = await server.joinAgent(ada);
    await agent.must('attempt:leave', { cause: 'left_quiz_pages' });
    await eventually(async () => expect(await spans()).toEqual([['away', 'open']]));
    await change({ opensAt: 1, closesAt: Date.now() - 1 });
    await eventually(async () => expect((await attempt())?.state).toBe('expired'));
    await eventually(async () => expect(await spans()).toEqual([['away', 'over']]));
  });
});

describe('time that runs out', () => {
  it('ends the sitting, lets the student go, and is seen on the wall; for others, too', async () => {
    const agent = await server.joinAgent(ada);
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await change({ opensAt: 1, closesAt: Date.now() - 1 });
    await wall.hear('wall:batch', ({ deltas }) => deltas.some(({ state }) => state === 'expired'));
    expect(await agent.mustFail('report', reportOf())).toMatchObject({ reason: 'attempt_over' });
    await agent.ended();
    await eventually(async () =>
      expect(await attempt(luz)).toMatchObject({ state: 'expired', outcome: 'expired' }),
    );
    const enrolment = await server.enrol(ada.code);
    expect(enrolment.attempt.outcome).toBe('expired');
    await expect(server.connectAgent({ enrolment })).rejects.toMatchObject({
      failure: { reason: 'attempt_over' },
    });
  });

  it('is noticed by the next run of a server that was not there', async () => {
    await server.joinAgent(ada);
    const { stores } = server.running;
    const over = { ...exam.exam, opensAt: 1, closesAt: Date.now() + 400 };
    await stores.exams.save(over);
    await server.restart();
    await eventually(async () => expect((await attempt())?.outcome).toBe('expired'));
    expect(Date.now()).toBeGreaterThanOrEqual(over.closesAt);
  });
});

describe('who watches', () => {
  const watch = async (attemptId: string | null = null) => {
    const { username, password } = await server.running.createStaff(`s-${crypto.randomUUID()}`);
    const wall = await server.connectWall({ cookie: await server.signIn(username, password) });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await wall.must('wall:open', { attemptId });
    return { wall, username };
  };

  it('is told with the join, and whenever it changes', async () => {
    await watch();
    const agent = await server.connectAgent(ada);
    const { watched } = await agent.must('attempt:join', consent());
    expect(watched).toEqual({ invigilators: 1, lookingAtYou: 0, names: [] });
    const last = (expected: object) =>
      eventually(() => expect(agent.heard('watched').at(-1)).toEqual({ names: [], ...expected }));
    const { wall } = await watch(ada.attemptId);
    await last({ invigilators: 2, lookingAtYou: 1 });
    const before = agent.heard('watched').length;
    // Another student's panel: nothing that concerns this one but that nobody looks any more.
    await wall.must('wall:open', { attemptId: luz.attemptId });
    await last({ invigilators: 2, lookingAtYou: 0 });
    await wall.must('wall:open', { attemptId: null });
    wall.socket.disconnect();
    await last({ invigilators: 1, lookingAtYou: 0 });
    expect(agent.heard('watched').length).toBe(before + 2);
  });

  it('is told to the last, also that nobody does any more', async () => {
    const { wall } = await watch();
    const agent = await server.joinAgent(ada);
    wall.socket.disconnect();
    await agent.hear('watched', ({ invigilators }) => invigilators === 0);
  });

  it('is told by name, or not at all, as the exam has it', async () => {
    await view({ watchers: 'names' });
    const { username } = await watch(ada.attemptId);
    const agent = await server.connectAgent(ada);
    expect((await agent.must('attempt:join', consent())).watched.names).toEqual([username]);
    await view({ watchers: 'hidden' });
    const other = await server.connectAgent(luz);
    const { watched } = await other.must('attempt:join', consent());
    expect(watched).toEqual({ invigilators: null, lookingAtYou: null, names: [] });
    await watch(luz.attemptId);
    await agent.hear('watched', ({ invigilators }) => invigilators === null);
    expect(other.heard('watched')).toEqual([]);
  });
});

describe('a warning', () => {
  const confirmed = async (agent: TestAgent): Promise<Incident[]> => {
    const claim = claimOf();
    await claimed(agent, claim);
    const { token } = ada.enrolment;
    await server.confirm(token, { claimId: claim.claimId, bytes: await jpeg() });
    return (await server.detail(ada.attemptId, exam.cookie)).incidents;
  };
  const linesOf = (kind: string) =>
    server.lines.filter((line) => line.attemptId === ada.attemptId && line.event === kind);

  it('is shown to nobody where the exam warns nobody; the incident is there all the same', async () => {
    await view({ warnings: false });
    const agent = await server.joinAgent(ada);
    const incidents = await confirmed(agent);
    expect(incidents.some(({ kind }) => kind === 'violation')).toBe(true);
    const { stores } = server.running;
    await eventually(async () => {
      const lines = await stores.frameEvents.listByAttempt(ada.attemptId);
      expect(lines.map(({ kind, reason }) => [kind, reason])).toContainEqual([
        'warning_withheld',
        'not_told',
      ]);
    });
    expect(agent.heard('warning')).toEqual([]);
    expect(linesOf('warned')).toEqual([]);
  });
});

describe('a try of the way of the video', () => {
  it('needs no seat, is on no wall, and ends with its connection', async () => {
    await change({ opensAt: Date.now() + 3_600_000 });
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    const agent = await server.connectAgent(ada);
    const { send, routerRtpCapabilities } = await agent.must('check:start', {});
    expect((await agent.must('check:start', {})).send.id).toBe(send.id);
    await agent.must('check:connect', { transportId: send.id, dtlsParameters });
    const { producerId } = await agent.must('check:produce', { rtpParameters: vp8 });
    const rtpCapabilities = routerRtpCapabilities;
    const back = await agent.must('check:consume', { rtpCapabilities });
    expect(back.producerId).toBe(producerId);

    const { sfu } = await server.running.health();
    expect(sfu).toMatchObject({ checks: 1, producers: 0, transports: 0 });
    const { tiles } = await wall.must('wall:snapshot', {});
    expect(tiles.filter(({ streaming, state }) => streaming || state !== 'invited')).toEqual([]);
    const other = await server.connectAgent(luz);
    expect(await other.mustFail('check:start', {})).toMatchObject({ reason: 'check_limit' });

    agent.socket.disconnect();
    await eventually(async () => expect((await server.running.health()).sfu.checks).toBe(0));
    expect((await attempt())?.state).toBe('invited');
    await other.must('check:start', {});
    await other.must('check:stop', {});
    await other.must('check:stop', {});
    expect(await other.mustFail('check:produce', { rtpParameters: vp8 })).toMatchObject({
      reason: 'transport_unknown',
    });
  });

  it('ends when the student begins, and is none of whoever has', async () => {
    const agent = await server.connectAgent(ada);
    await agent.must('check:start', {});
    await agent.must('attempt:join', consent());
    expect((await server.running.health()).sfu.checks).toBe(0);
    expect(await agent.mustFail('check:start', {})).toMatchObject({
      reason: 'action_not_possible',
    });
  });

  it('is none of an attempt that is over meanwhile', async () => {
    const agent = await server.connectAgent(ada);
    await change({ opensAt: 1, closesAt: Date.now() - 1 });
    await eventually(async () => expect((await attempt())?.state).toBe('expired'));
    expect(await agent.mustFail('check:start', {})).toMatchObject({ reason: 'attempt_over' });
  });
});

describe('a break', () => {
  it('is one that an accommodation gives; nothing is judged meanwhile', async () => {
    const agent = await server.joinAgent(ada);
    expect(await agent.mustFail('break', { event: 'begin' })).toMatchObject({
      reason: 'no_break_left',
    });
    const { policy } = exam.exam;
    const given = { breakMs: 60_000, reason: 'Diabetes' };
    const change = {
      from: policy.version,
      policy: { ...policy, accommodations: { [ada.attemptId]: given } },
    };
    await fetch(`${server.url}/api/exams/${exam.exam.id}/policy`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', cookie: exam.cookie },
      body: JSON.stringify(change),
    });
    const { sitting } = await agent.must('break', { event: 'begin' });
    expect(sitting.breaks).toMatchObject({ leftMs: 60_000, since: sitting.pausedAt });
    expect(server.running.tracker.tile(exam.exam.id, ada.attemptId)?.pausedAt).toBe(
      sitting.pausedAt,
    );
    expect((await claimed(agent, claimOf())).outcome).toBe('suppressed');
    expect((await agent.must('break', { event: 'end' })).sitting.pausedAt).toBeNull();
    expect((await claimed(agent, claimOf())).outcome).toBe('accepted');
    const { actions, score } = await server.detail(ada.attemptId, exam.cookie);
    expect(actions.map(({ content, by }) => [content.kind, by.kind])).toEqual([
      ['break_end', 'student'],
      ['break_begin', 'student'],
    ]);
    expect(score.value).toBe(0);
  });
});
