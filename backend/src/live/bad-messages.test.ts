import { randomUUID } from 'node:crypto';
import { explanationSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import { dtlsParameters, startVideo, vp8 } from '../../test-support/media.ts';
import { jpeg } from '../../test-support/pictures.ts';
import {
  claimed,
  claimOf,
  consent,
  pageEventOf,
  problemOf,
  TestServer,
  type TestExam,
} from '../../test-support/server.ts';
import type { TestAgent } from '../../test-support/test-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

let exam: TestExam;
let agent: TestAgent;
/** The other student's, with video. */
let neighbour: TestAgent;
let attemptId: string;
beforeEach(async () => {
  exam = await server.exam();
  neighbour = await server.joinAgent(exam.students[1]);
  await startVideo(neighbour);
  agent = await server.connectAgent(exam.students[0]);
  attemptId = exam.students[0].attemptId;
});

const now = (): number => Date.now();
const name = 'Vega, Luz';

describe('a message that is not understood', () => {
  const messages: Record<string, [event: string, message: () => unknown]> = {
    'has an unknown name': ['attempt:cheat', () => ({})],
    'has a name that every object has': ['constructor', () => ({})],
    'is missing': ['claims', () => undefined],
    'is null': ['claims', () => null],
    'is a text': ['claims', () => name],
    'names an unknown type': ['claims', () => ({ claims: [{ ...claimOf(), type: name }] })],
    'has an identifier of another form': [
      'claims',
      () => ({ claims: [{ ...claimOf(), claimId: name }] }),
    ],
    'has a number that is none': [
      'claims',
      () => ({ claims: [{ ...claimOf(), capturedAt: 'now' }] }),
    ],
    'has a number beyond its bounds': [
      'claims',
      () => ({ claims: [{ ...claimOf(), heldMs: -1 }] }),
    ],
    'has a brightness of 256': [
      'report',
      () => ({
        capturedAt: now(),
        analysedAt: now(),
        sentAt: now(),
        signals: { faces: 1, luma: 256, yaw: null, pitch: null },
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
    agent.socket.emit('claims', { nonsense: true });
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
      signals: { faces: 1, luma: 1, yaw: null, pitch: null },
      analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
    }),
    trouble: () => ({ reason: 'camera_lost' }),
    claims: () => ({ claims: [claimOf()] }),
    page_event: () => pageEventOf(),
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
    const failure = await wall.mustFail('media:create_transport', { outlet: 'any' });
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
      reason: 'consent_outdated',
    });
    await bystander.sawOnly({ reason: 'consent_outdated', attemptId });
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
    expect(await claimed(agent, claimOf({ capturedAt: now() + offset }))).toMatchObject({
      outcome: 'refused',
      failure: { reason: 'implausible_time' },
    });
    await bystander.sawOnly({ reason: 'implausible_time', attemptId });
    expect(await claimed(agent, claimOf())).toMatchObject({ outcome: 'accepted' });
  });
});

describe('what the log says of messages that were not acted upon', () => {
  /** Kind and reason of everything in an attempt's log. */
  async function log(student: { attemptId: string }): Promise<string[]> {
    const response = await server.get(`/api/attempts/${student.attemptId}/explain`, exam.cookie);
    const { lines } = explanationSchema.parse(await response.json());
    return lines.map(({ kind, reason }) => `${kind}: ${reason}`);
  }
  /** A claim of the other student, awaiting its picture. */
  async function theirClaim(): Promise<string> {
    const claim = claimOf();
    await claimed(neighbour, claim);
    return claim.claimId;
  }
  const upload = async (claimId: string, bytes: Buffer) =>
    problemOf(await server.upload(exam.students[0].enrolment.token, { claimId, bytes }));

  it('evidence before its claim, and evidence for another student’s', async () => {
    await agent.must('attempt:join', consent());
    expect(await upload(randomUUID(), await jpeg())).toMatchObject({ reason: 'unknown_claim' });
    const theirs = await theirClaim();
    const before = await log(exam.students[1]);
    expect(await upload(theirs, await jpeg())).toMatchObject({ reason: 'not_your_claim' });
    expect(await log(exam.students[0])).toEqual([
      'refused: unknown_claim',
      'refused: not_your_claim',
    ]);
    expect(await log(exam.students[1])).toEqual(before);
    // The claim still waits for its own student's picture.
    const { token } = exam.students[1].enrolment;
    await server.confirm(token, { claimId: theirs, bytes: await jpeg() });
  });

  it('a picture that was sent before, one of another time, and a bright blackout', async () => {
    await agent.must('attempt:join', consent());
    const { token } = exam.students[0].enrolment;
    const bytes = await jpeg();
    const first = claimOf({ type: 'no_face' });
    await claimed(agent, first);
    await server.confirm(token, { claimId: first.claimId, bytes });
    // Another moment: a picture of the same one may well prove two things.
    const later = claimOf({ type: 'head_turned', capturedAt: now() - 20_000 });
    await claimed(agent, later);
    const replay = { claimId: later.claimId, bytes, capturedAt: later.capturedAt };
    expect(await problemOf(await server.upload(token, replay))).toMatchObject({
      reason: 'evidence_replayed',
    });
    const stale = claimOf({ type: 'gaze_away', heldMs: 4000 });
    await claimed(agent, stale);
    const old = { claimId: stale.claimId, bytes: await jpeg(), capturedAt: now() - 60_000 };
    expect(await problemOf(await server.upload(token, old))).toMatchObject({
      reason: 'evidence_stale',
    });
    const dark = claimOf({ type: 'camera_blackout' });
    await claimed(agent, dark);
    expect(await upload(dark.claimId, await jpeg(320, 180, 110))).toMatchObject({
      reason: 'evidence_contradicts',
    });
    const lines = (await log(exam.students[0])).filter((line) => line.startsWith('rejected'));
    expect(lines).toEqual(['rejected: replayed', 'rejected: stale', 'rejected: contradicts']);
    const { score } = await server.detail(attemptId, exam.cookie);
    expect(score.value).toBe(8);
  });

  it('ten thousand claims at once: refused, counted, and written down in a line or two', async () => {
    await agent.must('attempt:join', consent());
    const bystander = exam.students[1];
    const before = await server.detail(bystander.attemptId, exam.cookie);
    const messages = Array.from({ length: 625 }, () => ({
      claims: Array.from({ length: 16 }, () => claimOf({ type: 'multiple_faces' })),
    }));
    const answers = await Promise.all(messages.map((message) => agent.ask('claims', message)));
    const outcomes = answers.flatMap((answer) =>
      answer.ok ? answer.data.outcomes.map(({ outcome }) => outcome) : [answer.error.reason],
    );
    expect(new Set(outcomes)).toEqual(new Set(['accepted', 'suppressed', 'rate_limited']));
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(await server.detail(bystander.attemptId, exam.cookie)).toEqual(before);
    // The other student is not made to wait for anything.
    expect(await claimed(neighbour, claimOf())).toMatchObject({ outcome: 'accepted' });
    expect((await log(exam.students[0])).length).toBeLessThan(100);
  });
});
