import {
  consentVersion,
  defaultPolicy,
  enrolmentSchema,
  examSettingsSchema,
  scopeOf,
  type Exam,
  type ExamSettings,
  type Policy,
} from '@invigil/shared-types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  claimed,
  claimOf,
  consent,
  TestServer,
  type TestExam,
  type TestStudent,
} from '../../test-support/server.ts';

/* What reaches a student whose exam is changed after they enrolled, agreed or began. */

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

let exam: TestExam;
beforeEach(async () => {
  exam = await server.exam();
});

const change = (path: string, body: unknown): Promise<Response> =>
  fetch(`${server.url}/api/exams/${exam.exam.id}${path}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', cookie: exam.cookie },
    body: JSON.stringify(body),
  });
const changePolicy = (policy: Policy): Promise<Response> =>
  change('/policy', { from: policy.version, policy });
const changeSettings = (parts: Partial<ExamSettings>): Promise<Response> => {
  const settings = examSettingsSchema.parse({ ...exam.exam, ...parts });
  return change('', { from: exam.exam.revision, settings });
};
/** The student agrees to what they have just been told. */
async function agree({ enrolment }: TestStudent, about: Exam = enrolment.exam): Promise<Response> {
  return fetch(`${server.url}/api/student/consent`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${enrolment.token}`,
    },
    body: JSON.stringify({ textVersion: consentVersion, givenAt: 5, scope: scopeOf(about) }),
  });
}
const { violations } = defaultPolicy;
const unseeing: Policy = {
  ...defaultPolicy,
  violations: { ...violations, no_face: { ...violations.no_face, enabled: false } },
  video: 'on_demand',
};
const seeing: Policy = { ...defaultPolicy, version: 2 };

describe('settings that are changed while the exam is sat', () => {
  it('are told to those who sit it, with their pages, and to whoever joins later', async () => {
    const agent = await server.joinAgent(exam.students[0]);
    const quizPatterns = ['https://moodle.example.edu/quiz*'];
    const answer = await changeSettings({ quizPatterns, title: 'Corrected' });
    expect(answer.status).toBe(200);
    const told = await agent.hear('policy');
    expect(told.exam).toMatchObject({ quizPatterns, title: 'Corrected' });
    expect(told.exam).not.toHaveProperty('policy');
    expect(told.policy).toEqual(defaultPolicy);
    const later = await server.connectAgent(exam.students[1]);
    const joined = await later.must('attempt:join', consent());
    expect(joined.exam).toEqual(told.exam);
  });
});

describe('an exam that looks for more than the student agreed to', () => {
  /** The first student agrees to an exam that does not look for `no_face`. */
  beforeEach(async () => {
    await server.running.stores.exams.addPolicy(exam.exam.id, {
      policy: { ...unseeing, version: 2 },
      ...{ changedAt: 1, changedBy: null },
    });
    const [first, second] = exam.students;
    exam = { ...exam, students: [await again(first), await again(second)] };
    expect((await agree(exam.students[0])).status).toBe(200);
  });
  async function again(student: TestStudent): Promise<TestStudent> {
    return { ...student, enrolment: await server.enrol(student.code) };
  }

  it('asks before they begin', async () => {
    expect((await changePolicy({ ...seeing, version: 2 })).status).toBe(200);
    const [student] = exam.students;
    const agent = await server.connectAgent(student);
    expect(await agent.mustFail('attempt:join', consent())).toMatchObject({
      reason: 'consent_outdated',
    });
    // To what they read before they cannot agree any more.
    expect((await agree(student)).status).toBe(409);
    expect((await agree(student, (await again(student)).enrolment.exam)).status).toBe(200);
    await agent.must('attempt:join', consent());
  });

  it('does not look for it in those who have begun, and does in those who begin later', async () => {
    const [first, second] = exam.students;
    const agent = await server.joinAgent(first);
    expect((await changePolicy({ ...seeing, version: 2 })).status).toBe(200);
    const { policy } = await agent.hear('policy');
    expect(policy).toMatchObject({ version: 3, video: 'on_demand' });
    expect(policy.violations.no_face.enabled).toBe(false);
    const now = Date.now();
    const claim = claimOf({ type: 'no_face', capturedAt: now });
    expect(await claimed(agent, claim)).toMatchObject({ outcome: 'suppressed' });

    const later = await again(second);
    expect((await agree(later)).status).toBe(200);
    const other = await server.connectAgent(later);
    const joined = await other.must('attempt:join', consent());
    expect(joined.policy.violations.no_face.enabled).toBe(true);
    expect(await claimed(other, { ...claim, claimId: crypto.randomUUID() })).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('is told to whoever has begun as far as they agreed to it, also by their link', async () => {
    const [student] = exam.students;
    await server.joinAgent(student);
    await changePolicy({ ...seeing, version: 2 });
    const known = enrolmentSchema.parse((await again(student)).enrolment);
    expect(known.exam.policy.violations.no_face.enabled).toBe(false);
    expect(known.attempt.consent?.scope).toEqual(scopeOf(student.enrolment.exam));
  });
});
