import type { Exam } from '@invigil/shared-types';
import type { ExamStore } from '../exams/index.ts';
import { Refusal, type Log } from '../ops/index.ts';
import type { AccessCodes } from './access-codes.ts';
import type { JoinFailures } from './join-failures.ts';
import type { JoinLimits } from './join-limits.ts';
import { numberKey } from './keys.ts';
import type { RosterStore } from './roster-store.ts';

export interface JoinDeskPorts {
  readonly exams: Pick<ExamStore, 'findByJoinCode'>;
  readonly store: Pick<RosterStore, 'findByNumber' | 'useCode'>;
  readonly codes: AccessCodes;
  readonly limits: JoinLimits;
  readonly failures: JoinFailures;
  readonly log: Log;
}

/** Too many wrong codes. */
export class TooManyTries extends Refusal {
  readonly waitMs: number;

  /** @param waitMs until the next try may be made, milliseconds */
  constructor(waitMs: number) {
    super('rate_limited');
    this.waitMs = waitMs;
  }
}

/** Where a student's number and one-time code become their personal link. */
export class JoinDesk {
  readonly #ports: JoinDeskPorts;

  constructor(ports: JoinDeskPorts) {
    this.#ports = ports;
  }

  /** @throws Refusal `unknown_code` */
  async exam(joinCode: string): Promise<Exam> {
    const exam = await this.#ports.exams.findByJoinCode(joinCode);
    if (exam === null) throw new Refusal('unknown_code');
    return exam;
  }

  /**
   * @param typed the code without spaces and dashes, in capitals
   * @returns the code of the student's personal link
   * @throws Refusal `wrong_code`, the same for an unknown number as for a wrong code; `code_used`;
   * TooManyTries
   */
  async redeem(
    { id: examId }: Pick<Exam, 'id'>,
    typed: { readonly studentNumber: string; readonly code: string },
    address: string,
    now: number,
  ): Promise<string> {
    const { store, codes, limits } = this.#ports;
    const key = numberKey(typed.studentNumber);
    const attempt = await limits.begin({ address, examId, numberKey: key });
    if ('waitMs' in attempt) {
      this.#failed(examId, null, 'rate_limited');
      throw new TooManyTries(attempt.waitMs);
    }
    const record = await store.findByNumber(examId, key);
    if (record === null || record.generation === 0 || !codes.isOneTime(record, typed.code)) {
      this.#failed(examId, record?.attemptId ?? null, 'wrong_code');
      throw new Refusal('wrong_code');
    }
    const { attemptId, generation } = record;
    if (!(await store.useCode(attemptId, generation, now))) {
      this.#failed(examId, attemptId, 'code_used');
      throw new Refusal('code_used');
    }
    await attempt.succeeded();
    this.#ports.log.info({ examId, attemptId }, 'A one-time code was used');
    return codes.personal(record);
  }

  #failed(
    examId: string,
    attemptId: string | null,
    reason: 'wrong_code' | 'code_used' | 'rate_limited',
  ): void {
    this.#ports.failures.add(examId);
    const about = attemptId === null ? { examId } : { examId, attemptId };
    this.#ports.log.info({ ...about, reason }, 'A one-time code was not taken');
  }
}
