import type { AuditDetail, HoldReply, Staff } from '@invigil/shared-types';
import { Refusal, type OneAtATime } from '../ops/index.ts';
import type { RecordPorts } from './record-ports.ts';

/** Keeps attempts from being deleted, by time or by anybody. */
export class HoldDesk {
  readonly #ports: Pick<RecordPorts, 'attempts' | 'holds' | 'audit' | 'log'>;
  readonly #alone: OneAtATime;

  /** @param alone by exam: holds and deletions come one after the other */
  constructor(ports: Pick<RecordPorts, 'attempts' | 'holds' | 'audit' | 'log'>, alone: OneAtATime) {
    this.#ports = ports;
    this.#alone = alone;
  }

  /** Where there is a hold already, this one takes its place. @throws Refusal `unknown_attempt` */
  async place(attemptId: string, reason: string, by: Staff, now: number): Promise<HoldReply> {
    const hold = { since: now, byStaffId: by.id, byName: by.username, reason };
    await this.#change(attemptId, async (examId) => {
      await this.#ports.holds.place({ attemptId, examId }, hold);
      this.#note('hold_placed', { attemptId, examId }, by, now, { reason });
    });
    return { hold };
  }

  /** Where there is none nothing changes. @throws Refusal `unknown_attempt` */
  async lift(attemptId: string, by: Staff, now: number): Promise<HoldReply> {
    await this.#change(attemptId, async (examId) => {
      if (!(await this.#ports.holds.lift(attemptId))) return;
      this.#note('hold_lifted', { attemptId, examId }, by, now, {});
    });
    return { hold: null };
  }

  async #change(attemptId: string, change: (examId: string) => Promise<void>): Promise<void> {
    const { attempts } = this.#ports;
    const attempt = await attempts.find(attemptId);
    if (attempt === null) throw new Refusal('unknown_attempt');
    await this.#alone.run(attempt.examId, async () => {
      // It may have been deleted while this waited.
      if ((await attempts.find(attemptId)) === null) throw new Refusal('unknown_attempt');
      await change(attempt.examId);
    });
  }

  #note(
    what: 'hold_placed' | 'hold_lifted',
    about: { attemptId: string; examId: string },
    by: Staff,
    at: number,
    detail: AuditDetail,
  ): void {
    const who = { kind: 'staff', staffId: by.id, name: by.username } as const;
    this.#ports.audit.write({ at, who, what, ...about, detail });
    this.#ports.log.info({ ...about, staffId: by.id, what }, 'A legal hold was changed');
  }
}
