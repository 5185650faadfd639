import type { AuditedStep, AuditEntry } from '@invigil/shared-types';

/** Which entries are listed, and in which order; null leaves it open. */
export interface AuditSelection {
  readonly order: 'oldest' | 'newest';
  /** Those after this number in that order. */
  readonly after: number | null;
  readonly limit: number;
  readonly examId: string | null;
  readonly what: AuditedStep | null;
  /** Who did it. */
  readonly staffId: string | null;
}

/** The audit log: append-only. Every method rejects with a StorageError on failure. */
export interface AuditStore {
  /**
   * Appends an entry as it is. False where there is one with its number already, in this process or in
   * another; then nothing is stored.
   */
  append(entry: AuditEntry): Promise<boolean>;
  /** The entry with the highest number; null where there is none. */
  last(): Promise<AuditEntry | null>;
  /** Entries after the number `after`, oldest first, at most `limit`. */
  list(after: number, limit: number): Promise<AuditEntry[]>;
  /** Entries of a selection, in its order. */
  select(selection: AuditSelection): Promise<AuditEntry[]>;
  /** Entries about one attempt, oldest first. */
  listByAttempt(attemptId: string): Promise<AuditEntry[]>;
  /**
   * Erases the particulars of an exam's entries; who did what and when stays. So do the figures of what
   * was deleted. Resolves with how many entries that were.
   * @param spared attempts that are held: where there are any, their entries keep theirs, and so do those
   * about the exam as a whole
   */
  eraseParticulars(examId: string, spared: readonly string[]): Promise<number>;
  /** The same of what is about one attempt. */
  eraseParticularsOf(attemptId: string): Promise<number>;
}
