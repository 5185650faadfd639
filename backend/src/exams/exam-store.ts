import type { Exam, Policy } from '@invigil/shared-types';

/** One version of an exam's policy, and how it came about. */
export interface PolicyVersion {
  readonly policy: Policy;
  /** Milliseconds since the epoch. Null for the policy with which the exam was made. */
  readonly changedAt: number | null;
  /** The staff account's id. Null for the policy with which the exam was made. */
  readonly changedBy: string | null;
}

/** Every method rejects with a StorageError when the store cannot answer. */
export interface ExamStore {
  /**
   * Creates the exam, or replaces the one with the same id, but for the policy: an exam that has one
   * keeps it, so that whoever saves what they read a while ago undoes nobody's change. Idempotent.
   */
  save(exam: Exam): Promise<void>;
  /** With the newest version of its policy. */
  find(id: string): Promise<Exam | null>;
  /** All exams, the one that opens last first; those that open together by id. */
  list(): Promise<Exam[]>;
  /**
   * Adds a version of the exam's policy; the highest is the one in force. Versions are never changed
   * and never deleted. False, and nothing is stored, where the exam has this version already: of any
   * number of simultaneous additions of one version exactly one succeeds.
   */
  addPolicy(examId: string, version: PolicyVersion): Promise<boolean>;
  /** Null where this version was never stored. */
  findPolicy(examId: string, version: number): Promise<PolicyVersion | null>;
}
