import type { ReviewEffort } from '@invigil/shared-types';

/** What one person's looking at one attempt took. */
export interface EffortOf extends ReviewEffort {
  readonly attemptId: string;
  readonly examId: string;
  readonly staffId: string;
}

/** What looking at one attempt took, all people together. */
export interface AttemptEffort extends ReviewEffort {
  readonly attemptId: string;
}

/** Every method rejects with a StorageError when the store cannot answer. */
export interface EffortStore {
  /** Adds to what the same person's looking at the same attempt took before; atomic across processes. */
  add(effort: EffortOf): Promise<void>;
  /** In no particular order. Attempts whose review was not measured are not in it. */
  listByExam(examId: string): Promise<AttemptEffort[]>;
  /** Resolves with of how many people there was something. */
  deleteByAttempt(attemptId: string): Promise<number>;
  deleteByExam(examId: string): Promise<number>;
}
