import type { Exam } from '@invigil/shared-types';

/** Every method rejects with a StorageError when the store cannot answer. */
export interface ExamStore {
  /** Creates the exam, or replaces the one with the same id as a whole. Idempotent. */
  save(exam: Exam): Promise<void>;
  find(id: string): Promise<Exam | null>;
  /** All exams, the one that opens last first; those that open together by id. */
  list(): Promise<Exam[]>;
}
