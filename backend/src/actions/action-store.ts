import type { Action, ActionState, Progress } from '@invigil/shared-types';

/** "Oldest" is by `at`, then by id. Every method rejects with a StorageError on failure. */
export interface ActionStore {
  /** False where an action with this id is there already; then nothing is stored. */
  add(action: Action): Promise<boolean>;
  find(id: string): Promise<Action | null>;
  /**
   * Sets how far an action has got, where it has got as far as `expected`, atomic across processes.
   * Resolves with the action as it is afterwards; `conflict`: it has got elsewhere, and nothing was
   * changed; `missing`: there is none.
   */
  progress(
    id: string,
    progress: Progress,
    expected: ActionState,
  ): Promise<Action | 'conflict' | 'missing'>;
  /** Oldest first. */
  listByAttempt(attemptId: string): Promise<Action[]>;
  /** Of all its attempts, oldest first. */
  listByExam(examId: string): Promise<Action[]>;
  /** Resolves with how many there were. */
  deleteByAttempt(attemptId: string): Promise<number>;
  /** Resolves with how many there were. */
  deleteByExam(examId: string): Promise<number>;
}
