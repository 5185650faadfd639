import {
  isOver,
  isShownToStudents,
  type Appeal,
  type Attempt,
  type Exam,
  type Incident,
  type Receipt,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import { receiptOf } from './receipt.ts';

export interface ReceiptDeskPorts {
  /** @throws Refusal `unknown_attempt` */
  readonly attempt: (attemptId: string) => Promise<Attempt>;
  readonly findExam: (examId: string) => Promise<Exam | null>;
  readonly incidents: (attemptId: string) => Promise<readonly Incident[]>;
  readonly appeals: (attemptId: string) => Promise<readonly Appeal[]>;
  /** @throws Refusal `not_found` where that is none of the incident's pictures, or it is gone */
  readonly picture: (incident: Incident, evidenceId: string) => Promise<Buffer>;
}

/** What students are shown of their attempts once they are over. */
export class ReceiptDesk {
  readonly #ports: ReceiptDeskPorts;

  constructor(ports: ReceiptDeskPorts) {
    this.#ports = ports;
  }

  /** @throws Refusal `unknown_attempt`, `unknown_exam`, `not_over` */
  async receipt(attemptId: string, now: number): Promise<Receipt> {
    const { attempt, exam } = await this.#over(attemptId);
    const [incidents, appeals] = await Promise.all([
      this.#ports.incidents(attemptId),
      this.#ports.appeals(attemptId),
    ]);
    return receiptOf({ exam, attempt, incidents, appeals, now });
  }

  /**
   * A picture of one of the student's own incidents.
   * @throws Refusal `unknown_attempt`, `unknown_exam`, `not_over`; `not_shown` where the exam shows students
   * no pictures; `not_found` for whatever is not theirs, or is gone
   */
  async picture(attemptId: string, incidentId: string, evidenceId: string): Promise<Buffer> {
    const { exam } = await this.#over(attemptId);
    if (exam.studentView.receipt !== 'pictures') throw new Refusal('not_shown');
    const incidents = await this.#ports.incidents(attemptId);
    const incident = incidents.find(({ id }) => id === incidentId);
    if (incident === undefined || !isShownToStudents(incident)) throw new Refusal('not_found');
    return this.#ports.picture(incident, evidenceId);
  }

  async #over(attemptId: string): Promise<{ attempt: Attempt; exam: Exam }> {
    const attempt = await this.#ports.attempt(attemptId);
    if (!isOver(attempt.state)) throw new Refusal('not_over');
    const exam = await this.#ports.findExam(attempt.examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return { attempt, exam };
  }
}
