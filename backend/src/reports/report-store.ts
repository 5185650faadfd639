import type { AttemptReport } from '@invigil/shared-types';

/** A report as it is kept, and what it was made of. */
export interface StoredReport {
  readonly report: AttemptReport;
  /** Fingerprint of what it was made of: a report of the same sources says the same. */
  readonly sources: string;
  /** How many changes of its sources had been noted when they were read. */
  readonly changes: number;
}

/** How an attempt's newest report stands. */
export interface ReportEntry {
  readonly attemptId: string;
  readonly builtAt: number;
  readonly sources: string;
  /** Changes of its sources were noted since they were read. */
  readonly outdated: boolean;
}

/** The newest report of each attempt. Every method rejects with a StorageError when the store cannot answer. */
export interface ReportStore {
  /** Puts it in the place of the one before, at once: whoever reads finds the one or the other, whole. */
  save(stored: StoredReport): Promise<void>;
  find(attemptId: string): Promise<AttemptReport | null>;
  /** Null where the attempt has no report. */
  entry(attemptId: string): Promise<ReportEntry | null>;
  /** In no particular order. */
  entriesByExam(examId: string): Promise<ReportEntry[]>;
  /** Reports of an exam, in no particular order. */
  listByExam(examId: string): Promise<AttemptReport[]>;
  /** Notes that the sources changed. False where the attempt has no report. */
  noteChange(attemptId: string): Promise<boolean>;
  /** How many changes were noted since the attempt has reports; 0 where it has none. */
  changes(attemptId: string): Promise<number>;
  /** Resolves with how many there were: 0 or 1. */
  deleteByAttempt(attemptId: string): Promise<number>;
  /** Resolves with how many there were. */
  deleteByExam(examId: string): Promise<number>;
}
