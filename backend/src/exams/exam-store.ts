import type { Exam, ExamSettings, Policy } from '@invigil/shared-types';

/** One version of an exam's policy, and how it came about. */
export interface PolicyVersion {
  readonly policy: Policy;
  /** Milliseconds since the epoch. Null for the policy with which the exam was made. */
  readonly changedAt: number | null;
  /** The staff account's id. Null for the policy with which the exam was made. */
  readonly changedBy: string | null;
}

/** Where a page of exams begins: behind this one. */
export type ExamPosition = Pick<Exam, 'opensAt' | 'id'>;

/** Every method rejects with a StorageError when the store cannot answer. */
export interface ExamStore {
  /**
   * Creates the exam, or replaces the one with the same id, but for the policy: an exam that has one
   * keeps it, so that whoever saves what they read a while ago undoes nobody's change. Idempotent.
   */
  save(exam: Exam): Promise<void>;
  /** Stores a new exam. `code_taken`, and nothing is stored, where another exam has its join code. */
  create(exam: Exam): Promise<'created' | 'code_taken'>;
  /**
   * Replaces the settings of the exam as it was at that revision, and counts on. Of any number of
   * simultaneous replacements of one revision exactly one succeeds. Resolves with the exam as it is then.
   */
  replaceSettings(
    id: string,
    from: number,
    settings: ExamSettings,
  ): Promise<Exam | 'outdated' | 'missing'>;
  /**
   * Gives a join code to an exam that has none; one that has keeps it. Resolves with the exam's code, or
   * with `code_taken` where another exam has this one.
   */
  giveJoinCode(id: string, code: string): Promise<{ joinCode: string } | 'code_taken' | 'missing'>;
  findByJoinCode(code: string): Promise<Exam | null>;
  /** With the newest version of its policy. */
  find(id: string): Promise<Exam | null>;
  /** All exams, the one that opens last first; those that open together by id. */
  list(): Promise<Exam[]>;
  /** Those behind a place in that order, at most `limit`. */
  page(after: ExamPosition | null, limit: number): Promise<Exam[]>;
  /** With every version of its policy. False where there is none. */
  delete(id: string): Promise<boolean>;
  /**
   * Erases what is accommodated for these attempts, or with null for all, from every version of the exam's
   * policy. The versions keep their numbers and everything else. Resolves with how many were changed.
   */
  eraseAccommodations(examId: string, attemptIds: readonly string[] | null): Promise<number>;
  /**
   * Adds a version of the exam's policy; the highest is the one in force. But for what
   * `eraseAccommodations` takes out of them versions are never changed, and never deleted one by one. False, and nothing is stored, where the exam has this version already: of any
   * number of simultaneous additions of one version exactly one succeeds.
   */
  addPolicy(examId: string, version: PolicyVersion): Promise<boolean>;
  /** Null where this version was never stored. */
  findPolicy(examId: string, version: number): Promise<PolicyVersion | null>;
}
