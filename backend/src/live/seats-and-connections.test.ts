import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import { startVideo } from '../../test-support/media.ts';
import { jpeg } from '../../test-support/pictures.ts';
import { claimed, claimOf, consent, TestServer } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

const graceMs = 400;
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_RECONNECT_GRACE_MS: String(graceMs) });
});
afterEach(() => server.disconnectAll());
afterAll(() => server.close());

async function watch(cookie: string, examId: string) {
  const wall = await server.connectWall({ cookie });
  await wall.must('wall:watch', { examId });
  return wall;
}

const nothingOpen = { transports: 0, producers: 0, consumers: 0, pendingConsumers: 0 };

describe('two agents of one attempt', () => {
  it('turns a second machine away while the first goes on working', async () => {
    const exam = await server.exam();
    const [student] = exam.students;
    const first = await server.joinAgent(student);
    await startVideo(first);
    const second = await server.connectAgent(student);
    const bystander = await Bystander.watch(server, exam);
    expect(await second.mustFail('attempt:join', consent())).toMatchObject({
      reason: 'attempt_elsewhere',
    });
    await bystander.sawOnly({ reason: 'attempt_elsewhere', attemptId: student.attemptId });

    const claim = claimOf();
    await claimed(first, claim);
    await server.confirm(student.enrolment.token, {
      claimId: claim.claimId,
      bytes: await jpeg(),
    });
    await first.hear('warning');
    expect(second.heard('warning')).toEqual([]);
    second.socket.disconnect();
    expect(await first.must('clock:read', {})).toBeDefined();
    expect((await server.detail(student.attemptId, exam.cookie)).attempt.state).toBe('in_progress');
  });

  it('lets the second machine in once the first has left', async () => {
    const { students } = await server.exam();
    const first = await server.joinAgent(students[0]);
    await first.must('attempt:leave', { cause: 'tab_closed' });
    const second = await server.joinAgent(students[0]);
    expect(await claimed(second, claimOf())).toMatchObject({ outcome: 'accepted' });
    expect(await first.mustFail('attempt:join', consent())).toMatchObject({
      reason: 'attempt_elsewhere',
    });
  });

  it('replaces the old connection of the same agent and tells it so', async () => {
    const { exam, students, cookie } = await server.exam();
    const [student] = students;
    const agentId = randomUUID();
    const first = await server.joinAgent(student, { agentId });
    await startVideo(first);
    const wall = await watch(cookie, exam.id);
    const second = await server.joinAgent(student, { agentId });
    await first.hear('superseded');
    await first.ended();
    expect(await claimed(second, claimOf())).toMatchObject({ outcome: 'accepted' });
    await wall.hear('wall:batch', (b) => b.deltas.some(({ streaming }) => streaming === false));
    const states = wall.heard('wall:batch').flatMap((b) => b.deltas.map(({ state }) => state));
    expect(states.filter((state) => state !== undefined)).toEqual([]);
    await eventually(async () => {
      expect((await server.running.health()).sfu).toMatchObject(nothingOpen);
    });
  });
});

describe('a connection that breaks', () => {
  it('leaves no media behind, shows as reconnecting, and as left after the grace time', async () => {
    const { exam, students, cookie } = await server.exam();
    const wall = await watch(cookie, exam.id);
    const [student] = students;
    const agent = await server.joinAgent(student);
    await startVideo(agent);
    await wall.hear('wall:batch', (b) => b.deltas.some(({ streaming }) => streaming === true));
    const brokenAt = Date.now();
    agent.socket.disconnect();

    await wall.hear('wall:batch', (b) => b.deltas.some(({ streaming }) => streaming === false));
    await wall.hear('wall:batch', (b) => b.deltas.some(({ state }) => state === 'reconnecting'));
    await eventually(async () => {
      expect((await server.running.health()).sfu).toMatchObject(nothingOpen);
    });
    await wall.hear('wall:batch', (b) => b.deltas.some(({ state }) => state === 'left'));
    expect(Date.now() - brokenAt).toBeGreaterThanOrEqual(graceMs - 5);
    expect((await server.detail(student.attemptId, cookie)).attempt.state).toBe('left');
  });

  it('may come back within the grace time and after it', async () => {
    const { exam, students, cookie } = await server.exam();
    const [student] = students;
    const wall = await watch(cookie, exam.id);
    const agentId = randomUUID();
    const join = async () => {
      const agent = await server.joinAgent(student, { agentId });
      await startVideo(agent);
      return agent;
    };
    const state = (wanted: string) =>
      wall.hear('wall:batch', (b) => b.deltas.some((delta) => delta.state === wanted));

    (await join()).socket.disconnect();
    await state('reconnecting');
    const second = await join();
    // The grace time of the first loss must not end this connection: let it pass, by another's clock.
    const [, other] = students;
    (await server.joinAgent(other)).socket.disconnect();
    await wall.hear('wall:batch', (b) =>
      b.deltas.some((d) => d.attemptId === other.attemptId && d.state === 'left'),
    );
    expect((await server.detail(student.attemptId, cookie)).attempt.state).toBe('in_progress');

    second.socket.disconnect();
    await wall.hear('wall:batch', (b) =>
      b.deltas.some((d) => d.attemptId === student.attemptId && d.state === 'left'),
    );
    await join();
    const { attempt } = await server.detail(student.attemptId, cookie);
    expect(attempt.state).toBe('in_progress');
  });

  it('of an agent that never joined moves nothing', async () => {
    const exam = await server.exam();
    await server.connectAgent(exam.students[0]);
    await server.disconnectAll();
    const detail = await server.detail(exam.students[0].attemptId, exam.cookie);
    expect(detail.attempt.state).toBe('invited');
  });
});
