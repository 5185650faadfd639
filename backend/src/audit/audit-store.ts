import type { AuditEntry } from '@invigil/shared-types';

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
  /** The same of one exam. */
  listByExam(examId: string, after: number, limit: number): Promise<AuditEntry[]>;
  /**
   * Erases the particulars of an exam's entries; who did what and when stays. Resolves with how many
   * entries that were.
   */
  eraseParticulars(examId: string): Promise<number>;
}
