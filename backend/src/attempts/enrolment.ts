import { createHash, randomBytes } from 'node:crypto';
import {
  closesAtFor,
  consentVersion,
  policyFor,
  type Attempt,
  type Enrolment,
  type Exam,
} from '@invigil/shared-types';
import { concerning, Refusal } from '../ops/index.ts';
import type { AttemptStore } from './attempt-store.ts';
import { refuseIfOver } from './over.ts';

export interface EnrolmentPorts {
  readonly attempts: AttemptStore;
  readonly findExam: (id: string) => Promise<Exam | null>;
  readonly issueToken: (
    subject: { attemptId: string; examId: string },
    now: number,
  ) => Promise<{ token: string; expiresAt: number }>;
}

/** How students get in: the code of a personal link becomes a short-lived token for one attempt. */
export class Enrolments {
  readonly #ports: EnrolmentPorts;

  constructor(ports: EnrolmentPorts) {
    this.#ports = ports;
  }

  /**
   * Puts a student on an exam's roster; the code, 128 random bits, is returned and nowhere kept.
   * @param room where the student sits; null where the roster knows no rooms
   */
  async invite(
    examId: string,
    studentName: string,
    room: string | null = null,
  ): Promise<{ attempt: Attempt; code: string }> {
    const code = randomBytes(16).toString('base64url');
    const attempt: Attempt = {
      id: randomBytes(12).toString('base64url'),
      examId,
      studentName,
      state: 'invited',
      consent: null,
      firstJoinedAt: null,
      endedAt: null,
      room,
      pausedAt: null,
      extraTimeMs: 0,
    };
    await this.#ports.attempts.create(attempt, codeHash(code));
    return { attempt, code };
  }

  /** @throws Refusal `unknown_code`, `exam_not_open`, `attempt_over`, `attempt_ended` */
  async enrol(code: string, now: number): Promise<Enrolment> {
    const attempt = await this.#ports.attempts.findByCodeHash(codeHash(code));
    const exam = attempt === null ? null : await this.#ports.findExam(attempt.examId);
    if (attempt === null || exam === null) throw new Refusal('unknown_code');
    return concerning({ attemptId: attempt.id }, async () => {
      refuseIfOver(attempt.state);
      if (now < exam.opensAt || now > closesAtFor(exam, attempt)) {
        throw new Refusal('exam_not_open');
      }
      const { token, expiresAt } = await this.#ports.issueToken(
        { attemptId: attempt.id, examId: exam.id },
        now,
      );
      // What is accommodated for others is nobody's business but theirs and the staff's.
      const ownExam: Exam = { ...exam, policy: policyFor(attempt.id, exam.policy) };
      return { token, tokenExpiresAt: expiresAt, attempt, exam: ownExam, consentVersion };
    });
  }
}

/** Codes are random, so a plain hash suffices: there is nothing to guess from a dictionary. */
function codeHash(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
