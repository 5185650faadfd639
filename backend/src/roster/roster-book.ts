import type { Exam, Policy, RosterEntry, RosterPage } from '@invigil/shared-types';
import type { AttemptStore } from '../attempts/index.ts';
import type { ExamStore } from '../exams/index.ts';
import { Refusal } from '../ops/index.ts';
import { entryOf, rosterCursor } from './roster-entries.ts';
import type { RosterStudent } from './roster-plan.ts';
import type { RosterStore } from './roster-store.ts';

export interface RosterBookPorts {
  readonly exams: Pick<ExamStore, 'find'>;
  readonly attempts: Pick<AttemptStore, 'find' | 'findMany' | 'listByExam' | 'countReady'>;
  readonly store: Pick<RosterStore, 'find' | 'listByExam' | 'page' | 'count'>;
  /** The exam's policy: it holds what is accommodated. */
  readonly policyOf: (examId: string) => Promise<Policy>;
  /** Attempts of the exam that are under a legal hold. */
  readonly heldIn: (examId: string) => Promise<ReadonlySet<string>>;
}

/** What a roster says. */
export class RosterBook {
  readonly #ports: RosterBookPorts;

  constructor(ports: RosterBookPorts) {
    this.#ports = ports;
  }

  /** @throws Refusal `unknown_exam`; `invalid_message` where the cursor is none of this server's */
  async page(
    examId: string,
    { cursor, limit, search }: { cursor?: string | undefined; limit: number; search: string },
  ): Promise<RosterPage> {
    await this.exam(examId);
    const { store, attempts } = this.#ports;
    const query = { examId, search };
    const after = rosterCursor.read(cursor);
    const [found, total, ready] = await Promise.all([
      // One more than asked for tells whether there is a next page.
      store.page(query, after, limit + 1),
      store.count(query),
      attempts.countReady(examId),
    ]);
    const { items: records, next } = rosterCursor.page(found, limit, ({ sortKey, attemptId }) => ({
      sortKey,
      attemptId,
    }));
    const all = await attempts.findMany(records.map(({ attemptId }) => attemptId));
    const byId = new Map(all.map((attempt) => [attempt.id, attempt]));
    const students = records.flatMap((record) => {
      const attempt = byId.get(record.attemptId);
      return attempt === undefined ? [] : [{ attempt, record }];
    });
    return {
      items: await this.#entries(examId, students),
      next,
      total,
      ready,
    };
  }

  /** @throws Refusal `unknown_attempt` */
  async entry(attemptId: string): Promise<RosterEntry> {
    return this.entryOf(await this.student(attemptId));
  }

  /** @throws Refusal `unknown_attempt` */
  async student(attemptId: string): Promise<RosterStudent> {
    const [attempt, record] = await Promise.all([
      this.#ports.attempts.find(attemptId),
      this.#ports.store.find(attemptId),
    ]);
    if (attempt === null || record === null) throw new Refusal('unknown_attempt');
    return { attempt, record };
  }

  /** Everybody, by name. */
  async students(examId: string): Promise<RosterStudent[]> {
    const [attempts, records] = await Promise.all([
      this.#ports.attempts.listByExam(examId),
      this.#ports.store.listByExam(examId),
    ]);
    const byId = new Map(records.map((record) => [record.attemptId, record]));
    return attempts.flatMap((attempt) => {
      const record = byId.get(attempt.id);
      return record === undefined ? [] : [{ attempt, record }];
    });
  }

  /** @throws Refusal `unknown_exam` */
  async exam(examId: string): Promise<Exam> {
    const exam = await this.#ports.exams.find(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return exam;
  }

  /** @throws Refusal `unknown_attempt` where they are not on the roster of that exam */
  async studentOf(examId: string, attemptId: string): Promise<RosterStudent> {
    const student = await this.student(attemptId);
    if (student.attempt.examId !== examId) throw new Refusal('unknown_attempt');
    return student;
  }

  async entryOf(student: RosterStudent): Promise<RosterEntry> {
    const [entry] = await this.#entries(student.attempt.examId, [student]);
    if (entry === undefined) throw new Error('one student has one entry');
    return entry;
  }

  async #entries(examId: string, students: readonly RosterStudent[]): Promise<RosterEntry[]> {
    const [{ accommodations }, held] = await Promise.all([
      this.#ports.policyOf(examId),
      this.#ports.heldIn(examId),
    ]);
    return students.map((student) =>
      entryOf(student, accommodations[student.attempt.id] ?? null, held.has(student.attempt.id)),
    );
  }
}
