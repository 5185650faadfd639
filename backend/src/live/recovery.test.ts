import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectTransport,
  dtlsParameters,
  startVideo,
  Viewer,
  vp8,
} from '../../test-support/media.ts';
import { darkJpeg, jpeg } from '../../test-support/pictures.ts';
import { claimed, claimOf, consent, TestServer, type TestExam } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
let exam: TestExam;
beforeEach(async () => {
  server = await TestServer.start();
  exam = await server.exam();
});
afterEach(() => server.close());

/** Ends one media worker, as a crash would. */
function killWorker(number = 0): void {
  const pid = server.running.sfu.workerPids[number];
  if (pid === undefined) throw new Error('no worker is running');
  process.kill(pid, 'SIGKILL');
}

async function watching(): Promise<Viewer> {
  const wall = await server.connectWall({ cookie: exam.cookie });
  const { routerRtpCapabilities } = await wall.must('wall:watch', { examId: exam.exam.id });
  return new Viewer(wall, routerRtpCapabilities);
}

describe('a media worker that dies', () => {
  it('is replaced, and agents and walls get their video back on the same connections', async () => {
    const [{ attemptId }] = exam.students;
    const agent = await server.joinAgent(exam.students[0]);
    await startVideo(agent);
    const viewer = await watching();
    const { wall } = viewer;
    const { transportId } = await viewer.consume(attemptId);

    const killedAt = performance.now();
    killWorker();
    await agent.hear('media:closed');
    expect(await wall.hear('media:closed')).toEqual({ transportId });
    expect(await wall.hear('media:consumer_closed')).toMatchObject({ attemptId });
    await wall.hear('wall:batch', (b) => b.deltas.some(({ streaming }) => streaming === false));
    // What is left of the old connection is known to nobody any more.
    expect(
      await agent.mustFail('media:connect_transport', { transportId, dtlsParameters }),
    ).toMatchObject({ reason: 'transport_unknown' });
    const outlet = viewer.outlets.get(transportId) ?? '';
    expect(await wall.mustFail('media:create_transport', { outlet })).toMatchObject({
      reason: 'transport_unknown',
    });

    // At once, without waiting for the new worker, and without joining or watching again.
    viewer.outlets.clear();
    const [producerId, offer] = await Promise.all([startVideo(agent), viewer.consume(attemptId)]);
    expect(offer).toMatchObject({ producerId });
    expect(performance.now() - killedAt).toBeLessThan(5000);
    expect((await server.running.health()).sfu).toMatchObject({
      workers: 1,
      routers: 1,
      transports: 2,
      producers: 1,
      consumers: 1,
    });
    const { tiles } = await wall.must('wall:snapshot', {});
    expect(tiles.find((tile) => tile.attemptId === attemptId)).toMatchObject({
      state: 'in_progress',
      streaming: true,
    });
  });

  it('takes nothing along but what lived on it', async () => {
    await server.close();
    server = await TestServer.start({
      INVIGIL_SFU_WORKERS: '2',
      INVIGIL_SFU_STUDENTS_PER_HALL: '1',
      // Not within this test: the one that is left has to do.
      INVIGIL_SFU_RESTART_DELAY_MS: '60000',
    });
    exam = await server.exam();
    const [one, other] = exam.students;
    const agents = [await server.joinAgent(one), await server.joinAgent(other)] as const;
    for (const agent of agents) await startVideo(agent);
    const viewer = await watching();
    const { wall } = viewer;
    await viewer.consume(one.attemptId);
    await viewer.consume(other.attemptId);
    expect(viewer.outlets.size).toBe(2);

    const killedAt = performance.now();
    // The first student is placed on the first worker.
    killWorker();
    const { transportId } = await wall.hear('media:closed');
    expect(await wall.hear('media:consumer_closed')).toMatchObject({ attemptId: one.attemptId });
    await agents[0].hear('media:closed');
    viewer.outlets.delete(transportId);
    await Promise.all([startVideo(agents[0]), viewer.consume(one.attemptId)]);
    expect(performance.now() - killedAt).toBeLessThan(5000);
    expect(agents[1].heard('media:closed')).toEqual([]);
    expect(wall.heard('media:consumer_closed')).toHaveLength(1);
    await wall.must('media:resume', { attemptId: other.attemptId });
    expect((await server.running.health()).sfu).toMatchObject({
      workers: 1,
      routers: 1,
      producers: 2,
      consumers: 2,
    });
  });

  it('is replaced for an agent that merely builds its connection anew', async () => {
    const agent = await server.joinAgent(exam.students[0]);
    await startVideo(agent);
    killWorker();
    await agent.hear('media:closed');
    // Twice at once, as an impatient agent may: both go into the same new room.
    const [transportId] = await Promise.all([
      connectTransport(agent),
      agent.must('media:create_transport', {}),
    ]);
    await agent.must('media:produce', { transportId, rtpParameters: vp8 });
    expect((await server.running.health()).sfu).toMatchObject({
      routers: 1,
      transports: 2,
      producers: 1,
    });
    await server.disconnectAll();
  });

  it('keeps nothing for an agent that goes while it waits for the replacement', async () => {
    const agent = await server.joinAgent(exam.students[0]);
    await startVideo(agent);
    killWorker();
    await agent.hear('media:closed');
    agent.socket.emit('media:create_transport', {});
    await agent.must('clock:read', {});
    agent.socket.disconnect();
    await eventually(async () => {
      expect((await server.running.health()).sfu.workers).toBe(1);
    });
    await server.disconnectAll();
  });

  it('does not hold up anything but video', async () => {
    const [student] = exam.students;
    const agent = await server.joinAgent(student);
    killWorker();
    await eventually(() => {
      expect(server.running.sfu.workerPids).toEqual([]);
    });
    expect((await server.get('/health')).status).toBe(200);
    const claim = claimOf();
    expect(await claimed(agent, claim)).toMatchObject({ outcome: 'accepted' });
    await server.confirm(student.enrolment.token, {
      claimId: claim.claimId,
      bytes: await jpeg(),
    });
    await agent.hear('warning');
  });

  it('lets a student in who comes while there is none', async () => {
    killWorker();
    await eventually(() => {
      expect(server.running.sfu.workerPids).toEqual([]);
    });
    const joining = server.joinAgent(exam.students[0]);
    expect((await server.get('/health')).status).toBe(200);
    await startVideo(await joining);
  });

  it('leaves no student "in progress" who gave up meanwhile', async () => {
    killWorker();
    await eventually(() => {
      expect(server.running.sfu.workerPids).toEqual([]);
    });
    const agent = await server.connectAgent(exam.students[0]);
    agent.socket.emit('attempt:join', consent());
    const { attemptId } = exam.students[0];
    await eventually(async () => {
      expect((await server.detail(attemptId, exam.cookie)).attempt.state).toBe('in_progress');
    });
    agent.socket.disconnect();
    await eventually(async () => {
      expect((await server.detail(attemptId, exam.cookie)).attempt.state).toBe('reconnecting');
    });
    await eventually(async () => {
      expect((await server.running.health()).sfu).toMatchObject({ workers: 1, routers: 0 });
    });
  });
});

describe('what a student is asked to send', () => {
  it('is told to the agent: the small layer, and the large one while a wall wants it', async () => {
    const [{ attemptId }] = exam.students;
    const agent = await server.joinAgent(exam.students[0]);
    await startVideo(agent);
    expect(agent.heard('media:demand')).toEqual([{ layers: 1 }]);
    const viewer = await watching();
    await viewer.consume(attemptId);
    await viewer.wall.must('media:prefer_layer', { attemptId, spatialLayer: 1 });
    await agent.hear('media:demand', ({ layers }) => layers === 2);
    viewer.wall.socket.disconnect();
    await agent.hear('media:demand', () => agent.heard('media:demand').at(-1)?.layers === 1);
  });
});

describe('a server that restarts', () => {
  it('knows scores, incidents, pictures and tokens, and waits for the students', async () => {
    const [student, other] = exam.students;
    const agentId = randomUUID();
    const agent = await server.joinAgent(student, { agentId });
    await startVideo(agent);
    const claim = claimOf();
    await claimed(agent, claim);
    const { token } = student.enrolment;
    const { incidentId, evidence } = await server.confirm(token, {
      claimId: claim.claimId,
      bytes: await jpeg(),
    });
    await server.restart();

    const wall = await server.connectWall({ cookie: exam.cookie });
    const { tiles } = await wall.must('wall:watch', { examId: exam.exam.id });
    expect(tiles.find(({ attemptId }) => attemptId === student.attemptId)).toMatchObject({
      state: 'reconnecting',
      streaming: false,
      score: 8,
      incidents: 1,
      lastIncident: { id: incidentId },
    });
    expect(tiles.find(({ attemptId }) => attemptId === other.attemptId)).toMatchObject({
      state: 'invited',
      score: 0,
    });
    const picture = await server.get(
      `/api/incidents/${incidentId}/pictures/${evidence.id}`,
      exam.cookie,
    );
    expect(picture.status).toBe(200);

    const back = await server.joinAgent(student, { agentId });
    await startVideo(back);
    await wall.hear('wall:batch', (b) => b.deltas.some(({ state }) => state === 'in_progress'));
    const next = claimOf({ type: 'camera_blackout' });
    await claimed(back, next);
    await server.confirm(token, { claimId: next.claimId, bytes: await darkJpeg() });
    await wall.hear('wall:batch', (b) => b.deltas.some(({ score }) => score === 18));
  });

  it('gives up those who do not come back within the grace time', async () => {
    await server.close();
    server = await TestServer.start({ INVIGIL_RECONNECT_GRACE_MS: '200' });
    exam = await server.exam();
    await server.joinAgent(exam.students[0]);
    await server.restart();
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await wall.hear('wall:batch', (b) => b.deltas.some(({ state }) => state === 'left'));
  });
});
