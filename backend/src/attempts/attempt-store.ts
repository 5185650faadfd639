import type { Attempt, AttemptState } from '@invigil/shared-types';

/** An omitted field keeps its value; `null` clears it. */
export type AttemptPatch = Partial<
  Pick<
    Attempt,
    | 'state'
    | 'consent'
    | 'firstJoinedAt'
    | 'endedAt'
    | 'outcome'
    | 'pausedAt'
    | 'extraTimeMs'
    | 'admittedAt'
    | 'systemCheck'
  >
>;

/** What an attempt has to be like for a patch to be applied; what is omitted may be anything. */
export type AttemptExpectation = Partial<
  Pick<Attempt, 'state' | 'pausedAt' | 'extraTimeMs' | 'admittedAt'>
>;

/** Every method rejects with a StorageError when the store cannot answer. */
export interface AttemptStore {
  /**
   * `codeHash`: SHA-256 of the student's access code, in hexadecimal; unique over all exams.
   * Rejects, and changes nothing, when the id or the hash is already there.
   */
  create(attempt: Attempt, codeHash: string): Promise<void>;
  find(id: string): Promise<Attempt | null>;
  findByCodeHash(codeHash: string): Promise<Attempt | null>;
  /** Those of them that there are, in any order. */
  findMany(ids: readonly string[]): Promise<Attempt[]>;
  /** The exam's roster by the student's name; namesakes by id. */
  listByExam(examId: string): Promise<Attempt[]>;
  /**
   * Applies the patch and resolves with the attempt as it is afterwards. With `expected` it is a
   * compare-and-set, atomic across processes: `conflict` when the attempt is not like that, and nothing
   * was changed.
   */
  update(
    id: string,
    patch: AttemptPatch,
    expected?: AttemptExpectation,
  ): Promise<Attempt | 'conflict' | 'missing'>;
  /** Deletes an attempt, where it is in one of these states. `conflict`: in another, and it stays. */
  delete(id: string, states: readonly AttemptState[]): Promise<'deleted' | 'conflict' | 'missing'>;
  /** Resolves with how many there were. */
  deleteByExam(examId: string): Promise<number>;
  /** The exams of which an attempt is not over. */
  examsUnfinished(): Promise<string[]>;
  /** How many of the exam have passed their newest system check (`isPassed`). */
  countReady(examId: string): Promise<number>;
  /** Exam id → attempts on its roster. Exams without any are not in it. */
  countByExam(): Promise<Map<string, number>>;
}

const names = new Intl.Collator('en', { sensitivity: 'variant' });

/** The order of a roster. In code, not in the databases: their collations differ. */
export function byStudentName(a: Attempt, b: Attempt): number {
  return names.compare(a.studentName, b.studentName) || (a.id < b.id ? -1 : 1);
}
