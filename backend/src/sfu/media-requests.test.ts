import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import {
  connectTransport,
  dtlsParameters,
  startVideo,
  Viewer,
  vp8,
} from '../../test-support/media.ts';
import { TestServer, type TestExam } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

const pendingMs = 300;
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_SFU_PENDING_MS: String(pendingMs) });
});
afterEach(() => server.disconnectAll());
afterAll(() => server.close());

async function viewerOf({ exam, cookie }: TestExam): Promise<Viewer> {
  const wall = await server.connectWall({ cookie });
  const { routerRtpCapabilities } = await wall.must('wall:watch', { examId: exam.id });
  return new Viewer(wall, routerRtpCapabilities);
}

const sfuCounts = async () => (await server.running.health()).sfu;

async function waiting(requests: number): Promise<void> {
  await eventually(async () => {
    expect((await sfuCounts()).pendingConsumers).toBe(requests);
  });
}

describe('a student who sends video', () => {
  it('is refused before the connection is connected', async () => {
    const exam = await server.exam();
    const [{ attemptId }] = exam.students;
    const agent = await server.joinAgent(exam.students[0]);
    const { id: transportId } = await agent.must('media:create_transport', {});
    const bystander = await Bystander.watch(server, exam);
    const request = { transportId, rtpParameters: vp8 };
    expect(await agent.mustFail('media:produce', request)).toMatchObject({
      reason: 'transport_not_connected',
    });
    await bystander.sawOnly({ reason: 'transport_not_connected', attemptId });
    await agent.must('media:connect_transport', { transportId, dtlsParameters });
    await agent.must('media:produce', request);
  });

  it('is refused a second video, after the first and at once with it', async () => {
    const exam = await server.exam();
    const agent = await server.joinAgent(exam.students[0]);
    const transportId = await connectTransport(agent);
    const request = { transportId, rtpParameters: vp8 };
    const other = { transportId, rtpParameters: { ...vp8, mid: '1', encodings: [{ ssrc: 3 }] } };
    const both = await Promise.all([
      agent.ask('media:produce', request),
      agent.ask('media:produce', other),
    ]);
    expect(both.map((answer) => (answer.ok ? 'video' : answer.error.reason))).toEqual([
      'video',
      'producer_exists',
    ]);
    expect((await sfuCounts()).producers).toBe(1);
    const bystander = await Bystander.watch(server, exam);
    expect(await agent.mustFail('media:produce', other)).toMatchObject({
      reason: 'producer_exists',
    });
    await bystander.sawOnly({ reason: 'producer_exists' });
  });

  it('may send again after a video that the server refused', async () => {
    const { students } = await server.exam();
    const agent = await server.joinAgent(students[0]);
    const transportId = await connectTransport(agent);
    const h264 = {
      ...vp8,
      codecs: [{ mimeType: 'video/H264', payloadType: 97, clockRate: 90_000 }],
    };
    const failure = await agent.mustFail('media:produce', { transportId, rtpParameters: h264 });
    expect(failure.reason).toBe('media_refused');
    await agent.must('media:produce', { transportId, rtpParameters: vp8 });
  });

  it('is refused a fifth connection, and one that is not its own', async () => {
    const exam = await server.exam();
    const agent = await server.joinAgent(exam.students[0]);
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      ids.push((await agent.must('media:create_transport', {})).id);
    }
    const bystander = await Bystander.watch(server, exam);
    expect(await agent.mustFail('media:create_transport', {})).toMatchObject({
      reason: 'transport_limit',
    });
    await bystander.sawOnly({ reason: 'transport_limit' });
    expect((await sfuCounts()).transports).toBe(4);

    const thief = await server.joinAgent(exam.students[1]);
    const request = { transportId: ids[0], dtlsParameters };
    expect(await thief.mustFail('media:connect_transport', request)).toMatchObject({
      reason: 'transport_unknown',
    });
  });

  it('is refused a fifth connection, too, when all are asked for at once', async () => {
    const { students } = await server.exam();
    const agent = await server.joinAgent(students[0]);
    const answers = await Promise.all(
      Array.from({ length: 7 }, () => agent.ask('media:create_transport', {})),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(4);
    expect((await sfuCounts()).transports).toBe(4);
  });

  it('is refused a second handshake on a connection', async () => {
    const { students } = await server.exam();
    const agent = await server.joinAgent(students[0]);
    const transportId = await connectTransport(agent);
    const request = { transportId, dtlsParameters };
    expect(await agent.mustFail('media:connect_transport', request)).toMatchObject({
      reason: 'media_refused',
    });
  });
});

describe('a wall that asks for video', () => {
  it('gets what is there, paused, and may steer it', async () => {
    const exam = await server.exam();
    const [{ attemptId }] = exam.students;
    const producerId = await startVideo(await server.joinAgent(exam.students[0]));
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    const offer = await viewer.consume(attemptId);
    expect(offer).toMatchObject({ producerId, kind: 'video' });
    await wall.must('media:resume', { attemptId });
    await wall.must('media:prefer_layer', { attemptId, spatialLayer: 1 });
    await wall.must('media:pause', { attemptId });
    await wall.must('media:release', { attemptId });
    expect(await wall.mustFail('media:resume', { attemptId })).toMatchObject({
      reason: 'consumer_unknown',
    });
    expect((await sfuCounts()).consumers).toBe(0);
  });

  it('waits for video that is not there yet, and gets it when the student sends', async () => {
    const exam = await server.exam();
    const agent = await server.joinAgent(exam.students[0]);
    const viewer = await viewerOf(exam);
    const answer = viewer.consume(exam.students[0].attemptId);
    await waiting(1);
    const producerId = await startVideo(agent);
    expect(await answer).toMatchObject({ producerId });
    expect(await sfuCounts()).toMatchObject({ consumers: 1, pendingConsumers: 0 });
  });

  it('is told when no video came in time', async () => {
    const exam = await server.exam();
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    const bystander = await Bystander.watch(server, exam);
    const askedAt = performance.now();
    const failure = await wall.mustFail('media:consume', viewer.ask(exam.students[0].attemptId));
    expect(failure.reason).toBe('stream_timeout');
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(pendingMs - 5);
    await bystander.sawOnly({ reason: 'stream_timeout', request: 'media:consume' });
    await waiting(0);
  });

  it('may let go of what it waits for', async () => {
    const exam = await server.exam();
    const [{ attemptId }] = exam.students;
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    const answer = wall.mustFail('media:consume', viewer.ask(attemptId));
    await waiting(1);
    await wall.must('media:release', { attemptId });
    expect(await answer).toMatchObject({ reason: 'released' });
    await waiting(0);
  });

  it('has one video of a student, however often it asks', async () => {
    const exam = await server.exam();
    const [{ attemptId }] = exam.students;
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    const early = wall.mustFail('media:consume', viewer.ask(attemptId));
    await waiting(1);
    const late = viewer.consume(attemptId);
    expect(await early).toMatchObject({ reason: 'released' });
    await startVideo(await server.joinAgent(exam.students[0]));
    await late;
    await viewer.consume(attemptId);
    expect((await sfuCounts()).consumers).toBe(1);
  });

  it('hears that a video ended, but not of those it let go itself', async () => {
    const exam = await server.exam();
    const [first, second] = exam.students;
    const agents = await Promise.all([server.joinAgent(first), server.joinAgent(second)]);
    for (const agent of agents) await startVideo(agent);
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    await viewer.consume(first.attemptId);
    const { consumerId } = await viewer.consume(second.attemptId);
    await wall.must('media:release', { attemptId: first.attemptId });
    agents[1].socket.disconnect();
    await wall.hear('media:consumer_closed', (notice) => notice.consumerId === consumerId);
    expect(wall.heard('media:consumer_closed')).toEqual([
      { attemptId: second.attemptId, consumerId },
    ]);
  });

  it('leaves nothing behind when it goes, also not what it waits for', async () => {
    const exam = await server.exam();
    await startVideo(await server.joinAgent(exam.students[0]));
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    await viewer.consume(exam.students[0].attemptId);
    wall.socket.emit('media:consume', viewer.ask(exam.students[1].attemptId));
    await waiting(1);
    const mark = server.lines.length;
    wall.socket.disconnect();
    await eventually(() => {
      expect(server.refusals(mark).map(({ reason }) => reason)).toEqual(['released']);
    });
    await eventually(async () => {
      expect(await sfuCounts()).toMatchObject({
        transports: 1,
        producers: 1,
        consumers: 0,
        pendingConsumers: 0,
      });
    });
  });

  it('is refused a student of another exam', async () => {
    const exam = await server.exam();
    const other = await server.exam();
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    const failure = await wall.mustFail('media:consume', viewer.ask(other.students[0].attemptId));
    expect(failure.reason).toBe('unknown_attempt');
  });

  it('is refused with capabilities that cannot show the video', async () => {
    const exam = await server.exam();
    const [{ attemptId }] = exam.students;
    await startVideo(await server.joinAgent(exam.students[0]));
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    await viewer.consume(attemptId);
    const request = { ...viewer.ask(attemptId), rtpCapabilities: { codecs: [] } };
    expect(await wall.mustFail('media:consume', request)).toMatchObject({
      reason: 'media_refused',
    });
  });

  it('is told where to connect to, and has as many connections there as it makes', async () => {
    const exam = await server.exam();
    const [{ attemptId }] = exam.students;
    await startVideo(await server.joinAgent(exam.students[0]));
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    const offer = await wall.must('media:consume', viewer.ask(attemptId));
    if (offer.state === 'ready') throw new Error('there is no connection yet');
    const old = await viewer.connect(offer.outlet);
    expect(await viewer.consume(attemptId)).toMatchObject({ transportId: old });

    // A fresh one beside it: what is asked for over that one comes over that one.
    const { id: fresh } = await wall.must('media:create_transport', { outlet: offer.outlet });
    const request = { ...viewer.ask(attemptId), transportIds: [fresh] };
    expect(await wall.must('media:consume', request)).toMatchObject({ transportId: fresh });
    await wall.must('media:close_transport', { transportId: old });
    expect(await sfuCounts()).toMatchObject({ transports: 2, consumers: 1 });
    expect(wall.heard('media:closed')).toEqual([]);
    expect(wall.heard('media:consumer_closed')).toEqual([]);

    // With a connection goes what came over it.
    await wall.must('media:close_transport', { transportId: fresh });
    await wall.hear('media:consumer_closed', (notice) => notice.attemptId === attemptId);
    expect(await wall.mustFail('media:close_transport', { transportId: fresh })).toMatchObject({
      reason: 'transport_unknown',
    });
  });

  it('is refused a connection to an outlet that is none, and more than it may have', async () => {
    const exam = await server.exam();
    await startVideo(await server.joinAgent(exam.students[0]));
    const viewer = await viewerOf(exam);
    const { wall } = viewer;
    expect(await wall.mustFail('media:create_transport', { outlet: 'nowhere' })).toMatchObject({
      reason: 'transport_unknown',
    });
    const { transportId } = await viewer.consume(exam.students[0].attemptId);
    const outlet = viewer.outlets.get(transportId);
    if (outlet === undefined) throw new Error('no outlet');
    const answers = await Promise.all(
      Array.from({ length: 9 }, () => wall.ask('media:create_transport', { outlet })),
    );
    expect(answers.map((answer) => (answer.ok ? 'made' : answer.error.reason))).toEqual([
      ...Array<string>(7).fill('made'),
      'transport_limit',
      'transport_limit',
    ]);
    // An outlet of one exam is none of another.
    const stranger = await viewerOf(await server.exam());
    expect(await stranger.wall.mustFail('media:create_transport', { outlet })).toMatchObject({
      reason: 'transport_unknown',
    });
  });
});
