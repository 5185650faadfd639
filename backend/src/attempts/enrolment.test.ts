import { randomUUID } from 'node:crypto';
import {
  accommodationSchema,
  consentVersion,
  defaultPolicy,
  examVersionOf,
  type Attempt,
  type AttemptState,
  type Exam,
} from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { codeHash, Enrolments, type EnrolmentPorts } from './enrolment.ts';

const exam: Exam = examFor({ id: 'exam', opensAt: 100, closesAt: 200 });

/** By the hash of the student's code. */
let created: Map<string, Attempt>;
let enrolments: Enrolments;
const issueToken = vi.fn(() => Promise.resolve({ token: 'token', expiresAt: 999 }));

beforeEach(() => {
  created = new Map();
  exam.policy = defaultPolicy;
  issueToken.mockClear();
  const attempts: EnrolmentPorts['attempts'] = {
    findByCodeHash: (hash) => Promise.resolve(created.get(hash) ?? null),
  };
  enrolments = new Enrolments({
    attempts,
    findExam: (id) => Promise.resolve(id === exam.id ? exam : null),
    issueToken,
  });
});

/** A student on the roster, and the code of their link. */
function invite(examId: string, studentName: string) {
  const attempt = attemptFor({ id: randomUUID(), examId, studentName });
  const code = randomUUID();
  created.set(codeHash(code), attempt);
  return { attempt, code };
}

describe('enrolling', () => {
  it('tells what is accommodated for the student, and nothing of anybody else', async () => {
    const { code, attempt } = invite('exam', 'Ada');
    const off = accommodationSchema.parse({ violations: { gaze_away: { off: true } } });
    exam.policy = { ...defaultPolicy, accommodations: { [attempt.id]: off, 'somebody-else': off } };
    const { exam: told } = await enrolments.enrol(code, 150);
    expect(told.policy.violations.gaze_away.enabled).toBe(false);
    expect(told.policy.violations.head_turned.enabled).toBe(true);
    expect(told.policy.accommodations).toEqual({});
    expect(JSON.stringify(told)).not.toContain('somebody-else');
  });

  it.each<[now: number, admission: string]>([
    [1, 'opens'],
    [100, 'open'],
    [150, 'open'],
    [201, 'closed'],
    [99_999, 'closed'],
  ])('gives a token at any time: at %d, when the exam is %s', async (now, admission) => {
    const { code, attempt } = invite('exam', 'Ada');
    const day = 86_400_000;
    expect(await enrolments.enrol(code, now)).toEqual({
      token: 'token',
      tokenExpiresAt: 999,
      attempt,
      admission: expect.objectContaining({ state: admission }) as unknown,
      examVersion: examVersionOf(exam),
      serverTime: now,
      exam,
      consentVersion,
      deletion: { picturesAt: 200 + 30 * day, recordsAt: 200 + 365 * day },
    });
    expect(issueToken).toHaveBeenCalledWith({ attemptId: attempt.id, examId: 'exam' }, now);
  });

  it('with a code that nobody has is refused', async () => {
    await expect(enrolments.enrol('A'.repeat(22), 150)).rejects.toMatchObject({
      reason: 'unknown_code',
    });
  });

  it('for an exam that is gone is refused', async () => {
    const { code } = invite('gone', 'Ada');
    await expect(enrolments.enrol(code, 150)).rejects.toMatchObject({ reason: 'unknown_code' });
  });

  it.each<AttemptState>(['declined', 'submitted', 'ended', 'expired', 'closed'])(
    'is possible for an attempt that is %s, for its receipt or to change one’s mind',
    async (state) => {
      const { code, attempt } = invite('exam', 'Ada');
      attempt.state = state;
      await expect(enrolments.enrol(code, 150)).resolves.toMatchObject({
        token: 'token',
        attempt: { state },
      });
    },
  );
});
