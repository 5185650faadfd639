import type { Appeal } from '@invigil/shared-types';

/** One for each incident at most. Every method rejects with a StorageError when the store cannot answer. */
export interface AppealStore {
  /**
   * Keeps what a student says of an incident. Where there is something already it takes its place, under the
   * identifier that it had; resolves with the appeal as it is then. `answered`: it was answered, and nothing
   * was changed. Of any number at once the incident has one.
   */
  file(appeal: Omit<Appeal, 'answer'>): Promise<Appeal | 'answered'>;
  /**
   * Of any number of simultaneous answers exactly one succeeds. `answered`: there is one already; `missing`:
   * there is no such appeal.
   */
  answer(
    id: string,
    answer: NonNullable<Appeal['answer']>,
  ): Promise<Appeal | 'answered' | 'missing'>;
  find(id: string): Promise<Appeal | null>;
  /** Newest first; those of one moment by id. */
  listByAttempt(attemptId: string): Promise<Appeal[]>;
  /** The same of all its attempts. */
  listByExam(examId: string): Promise<Appeal[]>;
  /** Resolves with how many there were. */
  deleteByAttempt(attemptId: string): Promise<number>;
  /** Resolves with how many there were. */
  deleteByExam(examId: string): Promise<number>;
}
