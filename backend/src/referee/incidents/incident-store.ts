import type { Incident } from '@invigil/shared-types';

/** Enough of an incident to delete it and all that hangs on it. */
export interface IncidentReference {
  readonly id: string;
  readonly attemptId: string;
  /** Its pictures; none for incidents that have no picture. */
  readonly evidenceIds: readonly string[];
}

/** "Newest" is by `capturedAt`, then by id. Every method rejects with a StorageError on failure. */
export interface IncidentStore {
  /** Idempotent: an incident with this id that is already there stays as it is. */
  add(incident: Incident): Promise<void>;
  /**
   * Puts the incident in the place of the one with its id, at once: whoever reads finds the one or the
   * other, whole. False where there is none; then nothing is stored.
   */
  replace(incident: Incident): Promise<boolean>;
  find(id: string): Promise<Incident | null>;
  /** Newest first. */
  listByAttempt(attemptId: string): Promise<Incident[]>;
  /** Attempt id → its incidents, newest first. Attempts without one are not in it. */
  listByExam(examId: string): Promise<Map<string, Incident[]>>;
  /** All incidents of an exam, in no particular order. */
  referencesByExam(examId: string): Promise<IncidentReference[]>;
  /** Resolves with how many of these incidents were there. Idempotent. */
  delete(ids: readonly string[]): Promise<number>;
}
