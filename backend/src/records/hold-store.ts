import type { LegalHold } from '@invigil/shared-types';

/** Which attempts nothing may be deleted of. Every method rejects with a StorageError on failure. */
export interface HoldStore {
  /** In the place of the one that there may be. */
  place(
    of: { readonly attemptId: string; readonly examId: string },
    hold: LegalHold,
  ): Promise<void>;
  find(attemptId: string): Promise<LegalHold | null>;
  /** The exam's attempts that are held. */
  listByExam(examId: string): Promise<string[]>;
  /** False where there was none. */
  lift(attemptId: string): Promise<boolean>;
}
