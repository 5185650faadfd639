import {
  isOver,
  type AccessCards,
  type AuditDetail,
  type Exam,
  type RosterEntry,
  type Staff,
} from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { codeHash } from '../attempts/index.ts';
import { joinCodeOf, type ExamStore } from '../exams/index.ts';
import { csvFile, Refusal, type Log } from '../ops/index.ts';
import { inGroups, type AccessCodes } from './access-codes.ts';
import type { RosterBook } from './roster-book.ts';
import type { RosterStudent } from './roster-plan.ts';
import type { RosterStore } from './roster-store.ts';

export interface AccessDeskPorts {
  readonly exams: Pick<ExamStore, 'find' | 'giveJoinCode'>;
  readonly book: Pick<RosterBook, 'student' | 'students' | 'entry'>;
  readonly store: Pick<RosterStore, 'renew'>;
  readonly codes: AccessCodes;
  /** Where browsers reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly audit: AuditSink;
  readonly log: Log;
}

/** What is given to students so that they get in. */
export class AccessDesk {
  readonly #ports: AccessDeskPorts;

  constructor(ports: AccessDeskPorts) {
    this.#ports = ports;
  }

  /**
   * Cards to print, by room in the exam's order and by name; those without a room last. Whose attempt is
   * over needs none.
   *
   * @param attemptIds null: everybody
   * @throws Refusal `unknown_exam`
   */
  async cards(
    examId: string,
    attemptIds: readonly string[] | null,
    by: Staff,
    now: number,
  ): Promise<AccessCards> {
    const exam = await this.#exam(examId);
    const wanted = (await this.#students(examId)).filter(
      ({ attempt }) => attemptIds === null || attemptIds.includes(attempt.id),
    );
    const place = (room: string | null): number => {
      const index = room === null ? -1 : exam.rooms.indexOf(room);
      return index < 0 ? exam.rooms.length : index;
    };
    // By name they are already, and sorting keeps that.
    const inOrder = wanted.toSorted((a, b) => place(a.attempt.room) - place(b.attempt.room));
    this.#audit('access_exported', by, now, examId, null, {
      kind: 'cards',
      students: wanted.length,
    });
    return {
      joinUrl: await this.joinUrl(exam),
      cards: inOrder.map(({ attempt, record }) => ({
        attemptId: attempt.id,
        studentName: attempt.studentName,
        studentNumber: attempt.studentNumber,
        room: attempt.room,
        code: this.codeOf({ attempt, record }),
      })),
    };
  }

  /**
   * Personal links for a mail merge, as a CSV file. The link of who was invited before links could be made again is
   * empty. @throws Refusal `unknown_exam`
   */
  async linksCsv(examId: string, by: Staff, now: number): Promise<{ name: string; csv: string }> {
    const exam = await this.#exam(examId);
    const students = await this.#students(examId);
    const rows = students.map(({ attempt, record }) => ({
      name: attempt.studentName,
      number: attempt.studentNumber ?? '',
      email: record.email ?? '',
      room: attempt.room ?? '',
      link: record.generation === 0 ? '' : this.#personalUrl(record),
    }));
    this.#audit('access_exported', by, now, examId, null, { kind: 'links', students: rows.length });
    const csv = csvFile(['name', 'number', 'email', 'room', 'link'], rows);
    return { name: exam.title, csv };
  }

  /** The next code and link of a student: the former ones are void. @throws Refusal `unknown_attempt` */
  async renew(attemptId: string, by: Staff, now: number): Promise<RosterEntry> {
    const { book, store, codes, log } = this.#ports;
    for (;;) {
      const { attempt, record } = await book.student(attemptId);
      const { generation } = record;
      const next = codes.personal({ attemptId, generation: generation + 1 });
      // Where somebody else renewed it at the same time, this is one more.
      if (!(await store.renew(attemptId, generation, codeHash(next)))) continue;
      log.info({ attemptId, generation: generation + 1 }, 'A code and a link were made new');
      const detail = { generation: generation + 1 };
      this.#audit('access_renewed', by, now, attempt.examId, attemptId, detail);
      return book.entry(attemptId);
    }
  }

  /** The exam's link, which exams from before there were codes get now. */
  async joinUrl(exam: Pick<Exam, 'id' | 'joinCode'>): Promise<string> {
    const { exams, publicUrl } = this.#ports;
    return `${publicUrl()}/join/${await joinCodeOf(exams, exam)}`;
  }

  /** The one-time code as it is printed; null once it was used, and where there is no number to go with it. */
  codeOf({ attempt, record }: RosterStudent): string | null {
    const { generation, codeUsedAt } = record;
    if (generation === 0 || codeUsedAt !== null || attempt.studentNumber === null) return null;
    return inGroups(this.#ports.codes.oneTime(record));
  }

  async #students(examId: string): Promise<RosterStudent[]> {
    const students = await this.#ports.book.students(examId);
    return students.filter(({ attempt }) => !isOver(attempt.state));
  }

  #personalUrl(holder: RosterStudent['record']): string {
    return `${this.#ports.publicUrl()}/join/${this.#ports.codes.personal(holder)}`;
  }

  async #exam(examId: string): Promise<Exam> {
    const exam = await this.#ports.exams.find(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam;
  }

  #audit(
    what: 'access_exported' | 'access_renewed',
    by: Staff,
    at: number,
    examId: string,
    attemptId: string | null,
    detail: AuditDetail,
  ): void {
    const who = { kind: 'staff', staffId: by.id, name: by.username } as const;
    this.#ports.audit.write({ at, who, what, examId, attemptId, detail });
  }
}
