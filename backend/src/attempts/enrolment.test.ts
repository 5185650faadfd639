import { createHash } from 'node:crypto';
import { consentVersion, defaultPolicy, type Attempt, type Exam } from '@invigil/shared-types';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AttemptStore } from './attempt-store.ts';
import { Enrolments } from './enrolment.ts';

const exam: Exam = {
  id: 'exam',
  title: 'Physics',
  opensAt: 100,
  closesAt: 200,
  timeZone: 'Europe/Madrid',
  quizUrl: 'https://lms.example/quiz',
  quizPatterns: ['https://lms.example/quiz*'],
  finishPatterns: [],
  retentionDays: 30,
  contact: 'the office',
  policy: defaultPolicy,
};

let created: { attempt: Attempt; codeHash: string }[];
let enrolments: Enrolments;
const issueToken = vi.fn(() => Promise.resolve({ token: 'token', expiresAt: 999 }));

beforeEach(() => {
  created = [];
  exam.policy = defaultPolicy;
  issueToken.mockClear();
  const attempts: AttemptStore = {
    create: (attempt, codeHash) => {
      created.push({ attempt, codeHash });
      return Promise.resolve();
    },
    find: () => Promise.resolve(null),
    findByCodeHash: (hash) =>
      Promise.resolve(created.find(({ codeHash }) => codeHash === hash)?.attempt ?? null),
    listByExam: () => Promise.resolve([]),
    update: () => Promise.resolve('missing'),
    countByExam: () => Promise.resolve(new Map()),
  };
  enrolments = new Enrolments({
    attempts,
    findExam: (id) => Promise.resolve(id === exam.id ? exam : null),
    issueToken,
  });
});

describe('an invitation', () => {
  it('has a code of 128 random bits, of which only the hash is kept', async () => {
    const { code, attempt } = await enrolments.invite('exam', 'Ada');
    expect(Buffer.from(code, 'base64url')).toHaveLength(16);
    expect(attempt).toMatchObject({ examId: 'exam', studentName: 'Ada', state: 'invited' });
    expect(attempt.room).toBeNull();
    expect((await enrolments.invite('exam', 'Bo', 'Hall A')).attempt.room).toBe('Hall A');
    expect(JSON.stringify(created)).not.toContain(code);
    expect(created.find((one) => one.attempt === attempt)?.codeHash).toBe(
      createHash('sha256').update(code).digest('hex'),
    );
    expect((await enrolments.invite('exam', 'Ada')).code).not.toBe(code);
  });
});

describe('enrolling', () => {
  it('tells what is accommodated for the student, and nothing of anybody else', async () => {
    const { code, attempt } = await enrolments.invite('exam', 'Ada');
    const off = { violations: { gaze_away: { off: true, thresholdFactor: 1, heldForFactor: 1 } } };
    exam.policy = { ...defaultPolicy, accommodations: { [attempt.id]: off, 'somebody-else': off } };
    const { exam: told } = await enrolments.enrol(code, 150);
    expect(told.policy.violations.gaze_away.enabled).toBe(false);
    expect(told.policy.violations.head_turned.enabled).toBe(true);
    expect(told.policy.accommodations).toEqual({});
    expect(JSON.stringify(told)).not.toContain('somebody-else');
  });

  it.each([100, 150, 200])('at %d, while the exam is open, gives a token', async (now) => {
    const { code, attempt } = await enrolments.invite('exam', 'Ada');
    expect(await enrolments.enrol(code, now)).toEqual({
      token: 'token',
      tokenExpiresAt: 999,
      attempt,
      exam,
      consentVersion,
    });
    expect(issueToken).toHaveBeenCalledWith({ attemptId: attempt.id, examId: 'exam' }, now);
  });

  it.each([99, 201])('at %d is refused: the exam is not open', async (now) => {
    const { code } = await enrolments.invite('exam', 'Ada');
    await expect(enrolments.enrol(code, now)).rejects.toMatchObject({ reason: 'exam_not_open' });
    expect(issueToken).not.toHaveBeenCalled();
  });

  it('with a code that nobody has is refused', async () => {
    await expect(enrolments.enrol('A'.repeat(22), 150)).rejects.toMatchObject({
      reason: 'unknown_code',
    });
  });

  it('for an exam that is gone is refused', async () => {
    const { code } = await enrolments.invite('gone', 'Ada');
    await expect(enrolments.enrol(code, 150)).rejects.toMatchObject({ reason: 'unknown_code' });
  });

  it.each([
    ['submitted', 'attempt_over'],
    ['ended', 'attempt_ended'],
  ] as const)('for an attempt that is %s is refused', async (state, reason) => {
    const { code, attempt } = await enrolments.invite('exam', 'Ada');
    attempt.state = state;
    await expect(enrolments.enrol(code, 150)).rejects.toMatchObject({ reason });
  });

  it('is possible for as much longer as the student was given', async () => {
    const { code, attempt } = await enrolments.invite('exam', 'Ada');
    attempt.extraTimeMs = 50;
    await expect(enrolments.enrol(code, 250)).resolves.toMatchObject({ token: 'token' });
    await expect(enrolments.enrol(code, 251)).rejects.toMatchObject({ reason: 'exam_not_open' });
  });
});
