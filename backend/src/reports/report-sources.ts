import type {
  Action,
  Appeal,
  Attempt,
  AuditEntry,
  Exam,
  Explanation,
  Incident,
} from '@invigil/shared-types';

/** What reports are made of. Every method rejects with a StorageError when its store cannot answer. */
export interface ReportSources {
  findAttempt(attemptId: string): Promise<Attempt | null>;
  /** The exam's roster by the student's name. */
  listAttempts(examId: string): Promise<Attempt[]>;
  findExam(examId: string): Promise<Exam | null>;
  /** All exams, the one that opens last first. */
  listExams(): Promise<Exam[]>;
  /** In no particular order. */
  incidents(attemptId: string): Promise<Incident[]>;
  /** How the score came about under the policy as it is now. */
  explanation(attempt: Attempt): Promise<Explanation>;
  /** What was done about the student, and what the student wrote. */
  actions(attemptId: string): Promise<Action[]>;
  /** What the student says about incidents. */
  appeals(attemptId: string): Promise<Appeal[]>;
  appealsByExam(examId: string): Promise<Appeal[]>;
  /** What the audit log says about the attempt. */
  audit(attemptId: string): Promise<AuditEntry[]>;
  /** Nothing of an attempt that is held is deleted, whatever its exam's retention says. */
  isHeld(attemptId: string): Promise<boolean>;
}
