import { idSchema, isOver, type MailReply, type Staff } from '@invigil/shared-types';
import { z } from 'zod';
import type { AuditSink } from '../audit/index.ts';
import type { ExamStore } from '../exams/index.ts';
import { jobKind, type JobOptions, type JobQueue } from '../jobs/index.ts';
import { concerning, Refusal, type Log } from '../ops/index.ts';
import { accessMail } from './access-mail.ts';
import type { AccessDesk } from './access-desk.ts';
import type { RosterBook } from './roster-book.ts';
import type { Mailer } from './mailer.ts';
import type { RosterStore } from './roster-store.ts';

export interface MailDeskPorts {
  readonly exams: Pick<ExamStore, 'find'>;
  readonly book: Pick<RosterBook, 'student' | 'students'>;
  readonly store: Pick<RosterStore, 'mailed'>;
  readonly access: Pick<AccessDesk, 'joinUrl' | 'codeOf'>;
  readonly jobs: Pick<JobQueue, 'addMany' | 'define'>;
  /** Null where this server sends no e-mail. */
  readonly mailer: Mailer | null;
  readonly audit: AuditSink;
  readonly log: Log;
}

/** One student's code and link. It says whose, and which generation; what is in the mail is made when it is sent. */
const accessMailJob = jobKind(
  'mail',
  z.object({ attemptId: idSchema, generation: z.number().int().nonnegative() }),
);

/** Sends students their codes. */
export class MailDesk {
  readonly #ports: MailDeskPorts;

  /** @param options how mails that fail are tried again */
  constructor(ports: MailDeskPorts, options: JobOptions) {
    this.#ports = ports;
    // Also where no mail can be sent: what waits from before is then given up, with the reason.
    ports.jobs.define(
      accessMailJob,
      (payload) => concerning({ attemptId: payload.attemptId }, () => this.#send(payload)),
      options,
    );
  }

  /**
   * Puts a mail in the queue for everybody with an address, or those of them who are named. Whose attempt
   * is over gets none.
   * @throws Refusal `unknown_exam`; `mail_unavailable`
   */
  async request(
    examId: string,
    attemptIds: readonly string[] | null,
    by: Staff,
    now: number,
  ): Promise<MailReply> {
    const { exams, book, jobs, mailer, audit } = this.#ports;
    if (mailer === null) throw new Refusal('mail_unavailable');
    if ((await exams.find(examId)) === null) throw new Refusal('unknown_exam');
    const named = attemptIds === null ? null : new Set(attemptIds);
    const students = (await book.students(examId)).filter(
      ({ attempt }) => !isOver(attempt.state) && (named === null || named.has(attempt.id)),
    );
    const addressed = students.filter(({ record }) => record.email !== null);
    await jobs.addMany(
      accessMailJob,
      addressed.map(({ record: { attemptId, generation } }) => ({
        key: `${attemptId}:${generation}`,
        payload: { attemptId, generation },
      })),
    );
    const reply = {
      queued: addressed.length,
      withoutAddress: students.length - addressed.length,
    };
    audit.write({
      at: now,
      who: { kind: 'staff', staffId: by.id, name: by.username },
      what: 'access_mailed',
      ...{ examId, attemptId: null, detail: reply },
    });
    return reply;
  }

  /** @throws Error where the mail could not be handed over: it is tried again */
  async #send({ attemptId, generation }: { attemptId: string; generation: number }): Promise<void> {
    const { exams, book, store, access, mailer, log } = this.#ports;
    if (mailer === null) throw new Refusal('mail_unavailable');
    const student = await this.#studentOf(book, attemptId);
    const exam = student === null ? null : await exams.find(student.attempt.examId);
    // Taken off the roster, over, given a new code since, or without an address by now: nothing to send.
    if (student === null || exam === null || isOver(student.attempt.state)) return;
    const { email } = student.record;
    if (student.record.generation !== generation || email === null) return;
    const mail = accessMail({
      exam,
      studentName: student.attempt.studentName,
      studentNumber: student.attempt.studentNumber,
      code: access.codeOf(student),
      joinUrl: await access.joinUrl(exam),
    });
    await mailer.send({ to: { name: student.attempt.studentName, address: email }, ...mail });
    await store.mailed(attemptId, generation, Date.now());
    log.info({ attemptId }, 'A code was sent by e-mail');
  }

  async #studentOf(book: MailDeskPorts['book'], attemptId: string) {
    try {
      return await book.student(attemptId);
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }
}
