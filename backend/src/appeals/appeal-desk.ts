import { randomUUID } from 'node:crypto';
import {
  appealsUntil,
  isOver,
  isShownToStudents,
  type Appeal,
  type Attempt,
  type Exam,
  type Incident,
  type Staff,
} from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal, type Log } from '../ops/index.ts';
import type { AppealStore } from './appeal-store.ts';

export interface AppealDeskPorts {
  readonly store: AppealStore;
  readonly attempts: {
    /** @throws Refusal `unknown_attempt` */
    get(attemptId: string): Promise<Attempt>;
    /** Opens a review again that was closed. */
    appeal(attemptId: string, now: number): Promise<Attempt>;
  };
  readonly findExam: (examId: string) => Promise<Exam | null>;
  readonly findIncident: (incidentId: string) => Promise<Incident | null>;
  readonly audit: AuditSink;
  readonly log: Log;
}

/** Takes what students say about incidents once the exam is over, and what reviewers answer. */
export class AppealDesk {
  readonly #ports: AppealDeskPorts;
  readonly #listeners: ((appeal: Appeal) => void)[] = [];

  constructor(ports: AppealDeskPorts) {
    this.#ports = ports;
  }

  /** Called from now on once an appeal, or its answer, is stored. */
  onChange(listener: (appeal: Appeal) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * A student answers an incident of their own; again replaces what they said, until it was answered. A review
   * that was closed is open again by it. What they say is in the store alone, neither in a log nor in the
   * audit log.
   * @throws Refusal `unknown_attempt`, `unknown_exam`, `not_over`; `not_shown` where the exam shows students
   * no incidents; `appeal_closed`; `unknown_incident`; `appeal_answered`
   */
  async file(attemptId: string, incidentId: string, text: string, now: number): Promise<Appeal> {
    const { store, attempts, findExam, findIncident, audit, log } = this.#ports;
    const attempt = await attempts.get(attemptId);
    const { examId } = attempt;
    if (!isOver(attempt.state)) throw new Refusal('not_over');
    const exam = await findExam(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    if (exam.studentView.receipt === 'arrival') throw new Refusal('not_shown');
    if (now > (appealsUntil(exam, attempt) ?? -1)) throw new Refusal('appeal_closed');
    const incident = await findIncident(incidentId);
    if (incident?.attemptId !== attemptId || !isShownToStudents(incident)) {
      throw new Refusal('unknown_incident');
    }
    const id = randomUUID();
    const filed = await store.file({ id, examId, attemptId, incidentId, at: now, text });
    if (filed === 'answered') throw new Refusal('appeal_answered');
    // Read once more, after it is stored: whoever closes the review looks for appeals after that.
    if ((await this.#stillThere(attemptId)).state === 'closed')
      await attempts.appeal(attemptId, now);
    audit.write({
      at: now,
      who: { kind: 'student' },
      what: 'appeal_filed',
      ...{ examId, attemptId },
      detail: { appealId: filed.id, incidentId, again: filed.id !== id },
    });
    log.info({ attemptId, appealId: filed.id }, 'A student answered an incident');
    for (const listener of this.#listeners) listener(filed);
    return filed;
  }

  /** @throws Refusal `unknown_attempt` where it was erased while something was stored; that is gone then, too */
  async #stillThere(attemptId: string): Promise<Attempt> {
    const { store, attempts } = this.#ports;
    try {
      return await attempts.get(attemptId);
    } catch (error) {
      if (error instanceof Refusal && error.reason === 'unknown_attempt') {
        await store.deleteByAttempt(attemptId);
      }
      throw error;
    }
  }

  /**
   * A reviewer answers; once.
   * @throws Refusal `unknown_appeal`, `appeal_answered`
   */
  async answer(appealId: string, text: string, by: Staff, now: number): Promise<Appeal> {
    const { store, audit } = this.#ports;
    const answer = { at: now, byStaffId: by.id, byName: by.username, text };
    const appeal = await store.answer(appealId, answer);
    if (appeal === 'missing') throw new Refusal('unknown_appeal');
    if (appeal === 'answered') throw new Refusal('appeal_answered');
    const { examId, attemptId, incidentId } = appeal;
    audit.write({
      at: now,
      who: { kind: 'staff', staffId: by.id, name: by.username },
      what: 'appeal_answered',
      ...{ examId, attemptId },
      detail: { appealId, incidentId },
    });
    for (const listener of this.#listeners) listener(appeal);
    return appeal;
  }
}
