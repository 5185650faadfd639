import { createHash } from 'node:crypto';
import {
  admissionOf,
  consentVersion,
  deletionTimesOf,
  examVersionOf,
  agreedPolicy,
  policyFor,
  type Attempt,
  type Enrolment,
  type Exam,
  type Policy,
  type StudentExam,
  type StudentStanding,
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
    return { token, tokenExpiresAt: expiresAt, ...knownOf(attempt, exam, now) };
  }

  /**
   * How the exam is now for whoever enrolled a while ago.
   * @throws Refusal `unknown_exam`
   */
  async known(attempt: Attempt, now: number): Promise<StudentExam> {
    return knownOf(attempt, await this.#exam(attempt), now);
  }

  /**
   * How an attempt stands, in as few bytes as waiting rooms should ask for every few seconds.
   * @throws Refusal `unknown_exam`
   */
  async standing(attempt: Attempt, now: number): Promise<StudentStanding> {
    return standingOf(attempt, await this.#exam(attempt), now);
  }

  async #exam({ examId }: Attempt): Promise<Exam> {
    const exam = await this.#ports.findExam(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam;
  }
}

function standingOf(attempt: Attempt, exam: Exam, now: number): StudentStanding {
  return {
    attempt,
    admission: admissionOf(exam, attempt, now),
    examVersion: examVersionOf(exam),
    serverTime: now,
  };
}

function knownOf(attempt: Attempt, exam: Exam, now: number): StudentExam {
  return {
    ...standingOf(attempt, exam, now),
    exam: { ...exam, policy: toldPolicy(attempt, exam.policy) },
    consentVersion,
    deletion: deletionTimesOf(exam),
  };
}

/**
 * What is accommodated for others is nobody's business but theirs and the staff's. Whoever has not begun is told
 * all that they are asked for, and afterwards what they agreed to.
 */
const toldPolicy = (attempt: Attempt, policy: Policy): Policy =>
  attempt.firstJoinedAt === null ? policyFor(attempt.id, policy) : agreedPolicy(attempt, policy);

/**
 * As the store keeps a personal link's code. To whoever has not made them codes are random, so a plain hash
 * suffices: there is nothing to guess from a dictionary.
 */
export function codeHash(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
