import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  checkNames,
  consentVersion,
  defaultPolicy,
  speedProbeMaxBytes,
  speedReplySchema,
  studentExamSchema,
  studentStandingSchema,
  type Exam,
  type StudentStanding,
  type SystemCheck,
} from '@invigil/shared-types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consent, problemOf, TestServer, type TestExam } from '../../test-support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_STUDENT_REQUESTS_PER_MINUTE: '40' });
});
afterAll(() => server.close());

let exam: TestExam;
beforeEach(async () => {
  exam = await server.exam();
});

const agreed = { textVersion: consentVersion, givenAt: 5 };
const passed: SystemCheck = {
  at: 5,
  agentVersion: '1.2.0',
  tookMs: 9_000,
  lines: checkNames.map((name) => ({ name, outcome: 'passed', reason: null, figures: {} })),
};

const bearer = () => ({ Authorization: `Bearer ${exam.students[0].enrolment.token}` });
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/api/student${path}`, { ...init, headers: { ...bearer(), ...init.headers } });
const post = (path: string, body?: unknown): Promise<Response> =>
  ask(path, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...bearer(), 'Content-Type': 'application/json' },
  });
async function standing(answer: Promise<Response>): Promise<StudentStanding> {
  const response = await answer;
  expect(response.headers.get('cache-control')).toContain('no-store');
  return studentStandingSchema.parse(await response.json());
}
const problem = async (answer: Promise<Response>) => (await problemOf(await answer)).reason;
const change = (parts: Partial<Exam>) =>
  server.running.stores.exams.save({ ...exam.exam, ...parts });

describe('the exam', () => {
  it('is told anew to whoever sees that it was changed', async () => {
    const { examVersion } = await standing(ask('/attempt'));
    expect(examVersion).toBe(exam.students[0].enrolment.examVersion);
    const quizPatterns = ['https://moodle.example.edu/quiz*'];
    await change({ revision: 2, quizPatterns });
    const changed = await standing(ask('/attempt'));
    expect(changed.examVersion).not.toBe(examVersion);
    const answer = await ask('/exam');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const known = studentExamSchema.parse(await answer.json());
    expect(known).toMatchObject({ examVersion: changed.examVersion, exam: { quizPatterns } });
    expect(known).not.toHaveProperty('token');
  });

  it('is another one with another policy, too', async () => {
    const { examVersion } = await standing(ask('/attempt'));
    const { version, ...rules } = defaultPolicy;
    await server.running.stores.exams.addPolicy(exam.exam.id, {
      ...{ changedAt: 1, changedBy: null },
      policy: { ...rules, version: version + 1 },
    });
    expect((await standing(ask('/attempt'))).examVersion).not.toBe(examVersion);
  });
});

describe('before the exam', () => {
  it('a student agrees, is checked and waits, and an invigilator lets them in', async () => {
    await change({ opensAt: Date.now() + 3_600_000, admission: 'by_invigilator' });
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    const { attemptId } = exam.students[0];

    expect(await standing(ask('/attempt'))).toMatchObject({
      attempt: { id: attemptId, state: 'invited' },
      admission: { state: 'by_invigilator' },
    });
    expect((await standing(post('/consent', agreed))).attempt).toMatchObject({
      state: 'consented',
      consent: agreed,
    });
    expect((await standing(post('/check', { check: null }))).attempt.state).toBe('checking');
    expect((await standing(post('/check', { check: passed }))).attempt).toMatchObject({
      state: 'ready',
      systemCheck: passed,
    });
    expect((await standing(post('/wait'))).attempt.state).toBe('waiting');
    await wall.hear('wall:batch', ({ deltas }) => deltas.some(({ state }) => state === 'waiting'));

    const agent = await server.connectAgent(exam.students[0]);
    expect(await agent.mustFail('attempt:join', consent())).toMatchObject({
      reason: 'not_admitted',
    });
    const request = { actionId: randomUUID(), attemptId, content: { kind: 'admit' } } as const;
    const { action } = await wall.must('action:take', request);
    expect(action.progress.state).toBe('done');
    await wall.hear('wall:batch', ({ deltas }) =>
      deltas.some((one) => one.admittedAt === action.at),
    );
    expect(await standing(ask('/attempt'))).toMatchObject({
      attempt: { admittedAt: action.at },
      admission: { state: 'open' },
    });
    const joined = await agent.must('attempt:join', consent());
    expect(joined.attempt).toMatchObject({ state: 'in_progress', consent: agreed });
    expect(await problem(post('/decline'))).toBe('action_not_possible');
  });

  it('whoever declines is shown as that, and nothing else of it is kept', async () => {
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await post('/consent', agreed);
    await post('/check', { check: passed });
    expect((await standing(post('/decline'))).attempt).toMatchObject({
      state: 'declined',
      consent: null,
      systemCheck: null,
    });
    await wall.hear('wall:batch', ({ deltas }) => deltas.some(({ state }) => state === 'declined'));
    // Again is harmless, and one may think better of it.
    expect((await standing(post('/decline'))).attempt.state).toBe('declined');
    expect((await standing(post('/consent', agreed))).attempt.state).toBe('consented');
  });

  it('what cannot be is refused with the reason', async () => {
    await change({ opensAt: Date.now() + 3_600_000 });
    expect(await problem(post('/wait'))).toBe('consent_missing');
    expect(await problem(post('/check', { check: passed }))).toBe('consent_missing');
    expect(await problem(post('/consent', { ...agreed, textVersion: 'old' }))).toBe(
      'consent_outdated',
    );
    expect(await problem(post('/consent'))).toBe('invalid_message');
    expect(await problem(post('/check', { check: { ...passed, tookMs: 'long' } }))).toBe(
      'invalid_message',
    );
    const agent = await server.connectAgent(exam.students[0]);
    expect(await agent.mustFail('attempt:join', consent())).toMatchObject({
      reason: 'exam_not_open',
    });
    const { attempt, admission } = await standing(ask('/attempt'));
    expect([attempt.state, admission.state]).toEqual(['invited', 'opens']);
  });

  it('an attempt that is over tells that it is, and takes nothing', async () => {
    const agent = await server.joinAgent(exam.students[0]);
    await agent.must('attempt:submit', {});
    expect((await standing(ask('/attempt'))).attempt).toMatchObject({ outcome: 'submitted' });
    for (const path of ['/decline', '/wait', '/speed']) {
      expect(await problem(post(path))).toBe('attempt_over');
    }
    expect(await problem(ask('/speed?bytes=5'))).toBe('attempt_over');
  });

  it('nobody gets anything without a token', async () => {
    const bare = (path: string, init?: RequestInit) =>
      fetch(`${server.url}/api/student${path}`, init);
    expect(await problem(bare('/attempt'))).toBe('token_missing');
    expect(await problem(bare('/speed?bytes=5'))).toBe('token_missing');
    expect(
      await problem(bare('/attempt', { headers: { Authorization: 'Bearer of.bad.news' } })),
    ).toBe('token_forged');
  });
});

describe('the speed of the line', () => {
  const send = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    ask('/speed', {
      method: 'POST',
      body,
      headers: { ...bearer(), 'Content-Type': 'application/octet-stream', ...headers },
    });

  it('is measured with bytes that nothing on the way makes fewer', async () => {
    const response = await ask('/speed?bytes=200000');
    expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(200_000);
    expect(gzipSync(bytes).length).toBeGreaterThan(199_000);
    const again = Buffer.from(await (await ask('/speed?bytes=200000')).arrayBuffer());
    expect(again.equals(bytes)).toBe(false);
    const up = await send(new Uint8Array(300_000));
    expect(speedReplySchema.parse(await up.json())).toEqual({ bytes: 300_000 });
    const most = await send(new Uint8Array(speedProbeMaxBytes));
    expect(speedReplySchema.parse(await most.json())).toEqual({ bytes: speedProbeMaxBytes });
  });

  it.each(['0', '-1', '1e6', String(speedProbeMaxBytes + 1), '', 'all'])(
    'does not answer for %j bytes',
    async (bytes) => {
      expect(await problem(ask(`/speed?bytes=${bytes}`))).toBe('invalid_message');
    },
  );

  it('takes no more than it may', async () => {
    expect(await problem(send(new Uint8Array(speedProbeMaxBytes + 1)))).toBe('invalid_message');
    expect(await problem(send(new Uint8Array(9), { 'Content-Encoding': 'gzip' }))).toBe(
      'invalid_message',
    );
  });

  it('one student’s hurry slows nobody else down', async () => {
    const answers = await Promise.all(Array.from({ length: 45 }, () => ask('/attempt')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    const other = { Authorization: `Bearer ${exam.students[1].enrolment.token}` };
    expect((await ask('/attempt', { headers: other })).status).toBe(200);
  });
});
