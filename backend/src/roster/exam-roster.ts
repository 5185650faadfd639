import type {
  AuditDetail,
  AuditedStep,
  Attempt,
  Policy,
  RosterEntry,
  RosterImportReply,
  RosterRow,
  rosterImportSchema,
  Staff,
} from '@invigil/shared-types';
import type { z } from 'zod';
import type { AuditSink } from '../audit/index.ts';
import { codeHash } from '../attempts/index.ts';
import { OneAtATime, Refusal, type Log } from '../ops/index.ts';
import { inGroups, type AccessCodes } from './access-codes.ts';
import type { RosterBook } from './roster-book.ts';
import {
  changeTo,
  newAttempt,
  planImport,
  refuseUnknownRoom,
  saysTheSame,
  whyKept,
} from './roster-plan.ts';
import type { NewStudent, RosterChanges, RosterStore } from './roster-store.ts';

/** The live picture of an exam, which has to follow its roster. */
export interface LiveRoster {
  added(attempt: Attempt): void;
  changed(attempt: Pick<Attempt, 'id' | 'examId' | 'studentName' | 'room'>): void;
  removed(examId: string, attemptId: string): void;
}

export interface ExamRosterPorts {
  readonly book: RosterBook;
  readonly store: Pick<RosterStore, 'write'>;
  readonly codes: AccessCodes;
  /** The exam's policy: it holds what is accommodated. */
  readonly policyOf: (examId: string) => Promise<Policy>;
  /** Takes back what was accommodated for students who are not on the roster any more. */
  readonly forgetAccommodations: (
    examId: string,
    attemptIds: readonly string[],
    by: Staff,
    now: number,
  ) => Promise<void>;
  /** Attempts of the exam that are under a legal hold. */
  readonly heldIn: (examId: string) => Promise<ReadonlySet<string>>;
  readonly live: LiveRoster;
  readonly audit: AuditSink;
  readonly log: Log;
}

/** Who sits an exam: put there by admins, one by one or by file. */
export class ExamRoster {
  readonly #ports: ExamRosterPorts;
  readonly #book: RosterBook;
  /** By exam: what is planned from the roster as it is has to be written before it changes. */
  readonly #alone = new OneAtATime();

  constructor(ports: ExamRosterPorts) {
    this.#ports = ports;
    this.#book = ports.book;
  }

  /**
   * All or nothing.
   * @throws Refusal `unknown_exam`; `roster_duplicate`, `room_unknown`, `roster_full`
   */
  import(
    examId: string,
    { mode, rows }: z.output<typeof rosterImportSchema>,
    by: Staff,
    now: number,
  ): Promise<RosterImportReply> {
    return this.#alone.run(examId, async () => {
      const { rooms } = await this.#book.exam(examId);
      const [students, held] = await Promise.all([
        this.#book.students(examId),
        this.#ports.heldIn(examId),
      ]);
      const plan = planImport(mode, rows, students, { rooms, held });
      const added = plan.added.map((row) => this.#newStudent(examId, row));
      const removed = plan.removed.map(({ id }) => id);
      const gone = new Set(await this.#write(examId, { ...plan, added, removed }, by, now));
      // Whoever began in between.
      const begun = plan.removed.filter(({ id }) => !gone.has(id));
      const reply: RosterImportReply = {
        added: added.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged,
        removed: gone.size,
        kept: [
          ...plan.kept,
          ...begun.map(({ studentNumber }) => ({ studentNumber, why: 'begun' as const })),
        ],
      };
      const figures = { ...reply, kept: reply.kept.length };
      this.#ports.log.info({ examId, staffId: by.id, mode, ...figures }, 'A roster was imported');
      this.#audit(by, now, 'roster_imported', { examId, attemptId: null }, { mode, ...figures });
      return reply;
    });
  }

  /** @throws Refusal `unknown_exam`; `roster_duplicate`, `room_unknown`, `roster_full` */
  add(examId: string, row: RosterRow, by: Staff, now: number): Promise<RosterEntry> {
    return this.#alone.run(examId, async () => {
      const { rooms } = await this.#book.exam(examId);
      const students = await this.#book.students(examId);
      const { added } = planImport('update', [row], students, { rooms, held: new Set() });
      const [wanted] = added;
      // Of somebody who is there already nothing is changed by adding them.
      if (wanted === undefined) throw new Refusal('roster_duplicate');
      const student = this.#newStudent(examId, wanted);
      await this.#write(examId, { added: [student], changed: [], removed: [] }, by, now);
      const { id: attemptId } = student.attempt;
      this.#audit(by, now, 'student_added', { examId, attemptId }, { ...row });
      return this.#book.entry(attemptId);
    });
  }

  /** @throws Refusal `unknown_attempt`; `roster_duplicate`, `room_unknown` */
  change(
    examId: string,
    attemptId: string,
    row: RosterRow,
    by: Staff,
    now: number,
  ): Promise<RosterEntry> {
    return this.#alone.run(examId, async () => {
      const { rooms } = await this.#book.exam(examId);
      const student = await this.#book.studentOf(examId, attemptId);
      // A room that is gone from the exam may stay: it was put there while there was one.
      if (row.room !== student.attempt.room) refuseUnknownRoom(row, rooms);
      if (saysTheSame(student, row)) return this.#book.entryOf(student);
      const changed = [changeTo(attemptId, row)];
      await this.#write(examId, { added: [], changed, removed: [] }, by, now);
      const { studentNumber, studentName, room } = student.attempt;
      const before = { studentNumber, studentName, email: student.record.email, room };
      this.#audit(by, now, 'student_changed', { examId, attemptId }, { before, after: { ...row } });
      return this.#book.entry(attemptId);
    });
  }

  /** @returns the entry as it was. @throws Refusal `unknown_attempt`; `student_begun`, `attempt_held` */
  remove(examId: string, attemptId: string, by: Staff, now: number): Promise<RosterEntry> {
    return this.#alone.run(examId, async () => {
      const student = await this.#book.studentOf(examId, attemptId);
      const why = whyKept(student.attempt, await this.#ports.heldIn(examId));
      if (why !== null) throw new Refusal(why === 'held' ? 'attempt_held' : 'student_begun');
      const entry = await this.#book.entryOf(student);
      const removed = [attemptId];
      const gone = await this.#write(examId, { added: [], changed: [], removed }, by, now);
      if (gone.length === 0) throw new Refusal('student_begun');
      const { studentNumber, studentName } = student.attempt;
      const detail = { studentNumber, studentName };
      this.#audit(by, now, 'student_removed', { examId, attemptId }, detail);
      return entry;
    });
  }

  /**
   * Puts a student there without an admin: a demo's, a measurement's.
   * @returns the code of the personal link, and the one-time code as it is printed
   */
  async invite(
    examId: string,
    row: RosterRow,
  ): Promise<{ attempt: Attempt; code: string; oneTimeCode: string }> {
    const student = this.#newStudent(examId, row);
    const { store, codes, live } = this.#ports;
    const written = await store.write(examId, { added: [student], changed: [], removed: [] });
    if (written === 'number_taken') throw new Refusal('roster_duplicate');
    live.added(student.attempt);
    const { attempt } = student;
    const holder = { attemptId: attempt.id, generation: 1 };
    return {
      attempt,
      code: codes.personal(holder),
      oneTimeCode: inGroups(codes.oneTime(holder)),
    };
  }

  /** Writes, and brings the live picture and the policy after it. @returns those who were removed */
  async #write(examId: string, changes: RosterChanges, by: Staff, now: number): Promise<string[]> {
    const { store, live, policyOf, forgetAccommodations } = this.#ports;
    const written = await store.write(examId, changes);
    if (written === 'number_taken') throw new Refusal('roster_duplicate');
    for (const { attempt } of changes.added) live.added(attempt);
    for (const change of changes.changed) live.changed({ ...change, examId });
    for (const attemptId of written.removed) live.removed(examId, attemptId);
    const { accommodations } = await policyOf(examId);
    const forgotten = written.removed.filter((id) => Object.hasOwn(accommodations, id));
    if (forgotten.length > 0) await forgetAccommodations(examId, forgotten, by, now);
    return written.removed;
  }

  #newStudent(examId: string, row: RosterRow): NewStudent {
    const attempt = newAttempt(examId, row);
    const code = this.#ports.codes.personal({ attemptId: attempt.id, generation: 1 });
    return { attempt, email: row.email, codeHash: codeHash(code) };
  }

  #audit(
    by: Staff,
    at: number,
    what: AuditedStep,
    about: { examId: string; attemptId: string | null },
    detail: AuditDetail,
  ): void {
    const who = { kind: 'staff', staffId: by.id, name: by.username } as const;
    this.#ports.audit.write({ at, who, what, ...about, detail });
  }
}
