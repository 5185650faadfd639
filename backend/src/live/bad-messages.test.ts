import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import { dtlsParameters, startVideo, vp8 } from '../../test-support/media.ts';
import { claimOf, consent, TestServer, type TestExam } from '../../test-support/server.ts';
import type { TestAgent } from '../../test-support/test-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

let exam: TestExam;
let agent: TestAgent;
let attemptId: string;
beforeEach(async () => {
  exam = await server.exam();
  await startVideo(await server.joinAgent(exam.students[1]));
  agent = await server.connectAgent(exam.students[0]);
  attemptId = exam.students[0].attemptId;
});

const now = (): number => Date.now();
const name = 'Vega, Luz';

describe('a message that is not understood', () => {
  const messages: Record<string, [event: string, message: () => unknown]> = {
    'has an unknown name': ['attempt:cheat', () => ({})],
    'has a name that every object has': ['constructor', () => ({})],
    'is missing': ['claim', () => undefined],
    'is null': ['claim', () => null],
    'is a text': ['claim', () => name],
    'names an unknown type': ['claim', () => ({ ...claimOf(), type: name })],
    'has an identifier of another form': ['claim', () => ({ ...claimOf(), claimId: name })],
    'has a number that is none': ['claim', () => ({ ...claimOf(), capturedAt: 'now' })],
    'has a number beyond its bounds': ['claim', () => ({ ...claimOf(), heldMs: -1 })],
    'has a score of 101': [
      'report',
      () => ({
        capturedAt: now(),
        analysedAt: now(),
        sentAt: now(),
        score: 101,
        signals: { faces: 1, luma: 1, yaw: null, pitch: null },
        analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
      }),
    ],
    'has a field whose name says too much': [
      'media:produce',
      () => ({
        transportId: 'x',
        rtpParameters: {
          ...vp8,
          codecs: [{ ...vp8.codecs[0], parameters: { [name.repeat(20)]: 1 } }],
        },
      }),
    ],
  };

  it.each(Object.entries(messages))('%s', async (_what, [event, message]) => {
    await agent.must('attempt:join', consent());
    const bystander = await Bystander.watch(server, exam);
    const failure = await agent.mustFail(event, message());
    expect(failure.reason).toBe('invalid_message');
    expect(failure.message).not.toContain(name);
    await bystander.sawOnly({ reason: 'invalid_message', attemptId });
    expect(agent.socket.connected).toBe(true);
  });

  it('comes to the wall: its sender is told, too', async () => {
    const wall = await server.connectWall({ cookie: exam.cookie });
    const bystander = await Bystander.watch(server, exam);
    expect(await wall.mustFail('media:consume', { attemptId: 7 })).toMatchObject({
      reason: 'invalid_message',
    });
    await bystander.sawOnly({ reason: 'invalid_message', request: 'media:consume' });
    expect(await wall.mustFail('report', {})).toMatchObject({ reason: 'invalid_message' });
  });

  it('wants no answer: nothing breaks', async () => {
    await agent.must('attempt:join', consent());
    agent.socket.emit('claim', { nonsense: true });
    agent.socket.emit('nonsense');
    await agent.must('clock:read', {});
  });
});

describe('a request before the join', () => {
  const requests: Record<string, () => unknown> = {
    'attempt:leave': () => ({ cause: 'tab_closed' }),
    'attempt:submit': () => ({}),
    report: () => ({
      capturedAt: now(),
      analysedAt: now(),
      sentAt: now(),
      score: 0,
      signals: { faces: 1, luma: 1, yaw: null, pitch: null },
      analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
    }),
    trouble: () => ({ reason: 'camera_lost' }),
    claim: () => claimOf(),
    'media:create_transport': () => ({}),
    'media:connect_transport': () => ({ transportId: 'x', dtlsParameters }),
    'media:produce': () => ({ transportId: 'x', rtpParameters: vp8 }),
  };

  it.each(Object.entries(requests))('%s is refused', async (event, message) => {
    const bystander = await Bystander.watch(server, exam);
    expect(await agent.mustFail(event, message())).toMatchObject({ reason: 'not_joined' });
    await bystander.sawOnly({ reason: 'not_joined', attemptId, request: event });
  });

  it('of a wall before it watches an exam is refused', async () => {
    const wall = await server.connectWall({ cookie: exam.cookie });
    const failure = await wall.mustFail('media:create_transport', {});
    expect(failure.reason).toBe('not_joined');
  });

  it('clock:read is answered: the agent needs it for the times in its join', async () => {
    const before = now();
    const { serverTime } = await agent.must('clock:read', {});
    expect(serverTime).toBeGreaterThanOrEqual(before);
  });
});

describe('a join', () => {
  it('without the current consent is refused', async () => {
    const bystander = await Bystander.watch(server, exam);
    const request = { ...consent(), consentVersion: '1999-01' };
    expect(await agent.mustFail('attempt:join', request)).toMatchObject({
      reason: 'consent_missing',
    });
    await bystander.sawOnly({ reason: 'consent_missing', attemptId });
  });

  it('keeps the first consent, and never one from the future', async () => {
    const before = now();
    const { attempt } = await agent.must('attempt:join', consent(before + 3_600_000));
    expect(attempt.consent?.givenAt).toBeGreaterThanOrEqual(before);
    expect(attempt.consent?.givenAt).toBeLessThanOrEqual(now());
    const again = await agent.must('attempt:join', consent(before + 5));
    expect(again.attempt.consent).toEqual(attempt.consent);
  });
});

describe('a claim with an implausible time', () => {
  it.each([
    ['from the future', 60_000],
    ['from long ago', -3_600_000],
  ])('%s is refused', async (_when, offset) => {
    await agent.must('attempt:join', consent());
    const bystander = await Bystander.watch(server, exam);
    const failure = await agent.mustFail('claim', claimOf({ capturedAt: now() + offset }));
    expect(failure.reason).toBe('implausible_time');
    await bystander.sawOnly({ reason: 'implausible_time', attemptId, request: 'claim' });
    expect(await agent.must('claim', claimOf())).toMatchObject({ outcome: 'accepted' });
  });
});
