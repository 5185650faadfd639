import { createHash } from 'node:crypto';
import {
  admissionOf,
  consentVersion,
  deletionTimesOf,
  policyFor,
  type Enrolment,
  type Exam,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import type { AttemptStore } from './attempt-store.ts';

export interface EnrolmentPorts {
  readonly attempts: Pick<AttemptStore, 'findByCodeHash'>;
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
   * Good at any time: before the exam to check, during it to sit it, after it to read the receipt. What the
   * token is good for is asked wherever it is used.
   * @throws Refusal `unknown_code`
   */
  async enrol(code: string, now: number): Promise<Enrolment> {
    const attempt = await this.#ports.attempts.findByCodeHash(codeHash(code));
    const exam = attempt === null ? null : await this.#ports.findExam(attempt.examId);
    if (attempt === null || exam === null) throw new Refusal('unknown_code');
    const { token, expiresAt } = await this.#ports.issueToken(
      { attemptId: attempt.id, examId: exam.id },
      now,
    );
    return {
      token,
      tokenExpiresAt: expiresAt,
      attempt,
      admission: admissionOf(exam, attempt, now),
      serverTime: now,
      // What is accommodated for others is nobody's business but theirs and the staff's.
      exam: { ...exam, policy: policyFor(attempt.id, exam.policy) },
      consentVersion,
      deletion: deletionTimesOf(exam),
    };
  }
}

/**
 * As the store keeps a personal link's code. To whoever has not made them codes are random, so a plain hash
 * suffices: there is nothing to guess from a dictionary.
 */
export function codeHash(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
