import {
  isJudged,
  isUndecided,
  type Attempt,
  type ContactSheet,
  type PageQuery,
  type Policy,
  type PrecisionList,
  type ReviewEffort,
  type ReviewQueue,
  type SheetQuery,
  type Staff,
  type WhatIfReply,
} from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal } from '../ops/index.ts';
import { contactSheet } from './contact-sheet.ts';
import type { EffortStore } from './effort-store.ts';
import { readExam, type ExamRecordPorts, type StudentRecord } from './exam-record.ts';
import { precisionOf, type PrecisionRules } from './precision.ts';
import { reviewQueue } from './review-queue.ts';
import { unansweredOf } from './undecided.ts';
import { whatIf } from './what-if.ts';

/** What moves an attempt between being reviewed and being done with. */
export interface ReviewedAttempts {
  /** @throws Refusal `unknown_attempt` */
  get(attemptId: string): Promise<Attempt>;
  /** @throws Refusal `not_over`; `action_not_possible` where it is not under review */
  close(attemptId: string, now: number): Promise<Attempt>;
  review(attemptId: string, now: number): Promise<Attempt>;
}

export interface ReviewRoomPorts {
  readonly record: ExamRecordPorts;
  readonly attempts: ReviewedAttempts;
  /** Of one attempt. */
  readonly student: (
    attempt: Attempt,
  ) => Promise<Pick<StudentRecord, 'incidents' | 'policy' | 'appeals'>>;
  readonly efforts: Pick<EffortStore, 'add' | 'listByExam'>;
  readonly audit: AuditSink;
}

/** Where people go through what was noticed in an exam, and end with each student. */
export class ReviewRoom {
  readonly #ports: ReviewRoomPorts;
  readonly #rules: PrecisionRules;

  constructor(ports: ReviewRoomPorts, rules: PrecisionRules) {
    this.#ports = ports;
    this.#rules = rules;
  }

  /** @throws Refusal `unknown_exam` */
  async queue(examId: string, by: Staff, page: PageQuery): Promise<ReviewQueue> {
    const [record, efforts] = await Promise.all([
      readExam(examId, this.#ports.record),
      this.#ports.efforts.listByExam(examId),
    ]);
    return reviewQueue(record, efforts, by.id, page);
  }

  /** @throws Refusal `unknown_exam` */
  async sheet(examId: string, by: Staff, query: SheetQuery & PageQuery): Promise<ContactSheet> {
    return contactSheet(await readExam(examId, this.#ports.record), query, by.id);
  }

  /** @throws Refusal `unknown_exam` */
  async precision(examId: string): Promise<PrecisionList> {
    return precisionOf(await readExam(examId, this.#ports.record), this.#rules);
  }

  /** @throws Refusal `unknown_exam` */
  async whatIf(examId: string, policy: Policy): Promise<WhatIfReply> {
    return whatIf(await readExam(examId, this.#ports.record), policy);
  }

  /** @throws Refusal `unknown_attempt` */
  async addEffort(attemptId: string, by: Staff, effort: ReviewEffort): Promise<void> {
    const { examId } = await this.#ports.attempts.get(attemptId);
    await this.#ports.efforts.add({ attemptId, examId, staffId: by.id, ...effort });
  }

  /**
   * Those who decide are done with a student. Done already is as well.
   * @throws Refusal `unknown_attempt`, `not_over`; `action_not_possible` before its first report is written;
   * `review_unfinished` while something is to be decided or answered
   */
  async close(attemptId: string, by: Staff, now: number): Promise<Attempt> {
    const attempt = await this.#ports.attempts.get(attemptId);
    if (attempt.state === 'closed') return attempt;
    await this.#refuseUnfinished(attempt);
    const closed = await this.#ports.attempts.close(attemptId, now);
    try {
      // An appeal that came in between would wait for ever.
      await this.#refuseUnfinished(closed);
    } catch (error) {
      await this.#ports.attempts.review(attemptId, now);
      throw error;
    }
    this.#record('review_closed', closed, by, now);
    return closed;
  }

  /**
   * Somebody wants to decide once more. Open already is as well.
   * @throws Refusal `unknown_attempt`; `action_not_possible` where it was never under review
   */
  async reopen(attemptId: string, by: Staff, now: number): Promise<Attempt> {
    const attempt = await this.#ports.attempts.get(attemptId);
    if (attempt.state === 'under_review') return attempt;
    if (attempt.state !== 'closed') throw new Refusal('action_not_possible');
    const open = await this.#ports.attempts.review(attemptId, now);
    this.#record('review_reopened', open, by, now);
    return open;
  }

  async #refuseUnfinished(attempt: Attempt): Promise<void> {
    const student = await this.#ports.student(attempt);
    const { reviewers } = student.policy;
    const undecided = student.incidents
      .filter(isJudged)
      .filter(({ review }) => isUndecided(review, reviewers)).length;
    const unanswered = unansweredOf(student).length;
    if (undecided + unanswered === 0) return;
    throw new Refusal('review_unfinished', `${undecided} undecided, ${unanswered} unanswered`);
  }

  #record(
    what: 'review_closed' | 'review_reopened',
    { id: attemptId, examId }: Attempt,
    { id: staffId, username: name }: Staff,
    at: number,
  ): void {
    const who = { kind: 'staff', staffId, name } as const;
    this.#ports.audit.write({ at, who, what, examId, attemptId, detail: {} });
  }
}
