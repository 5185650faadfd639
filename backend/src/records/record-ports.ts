import type { Attempt, AttemptState, Exam } from '@invigil/shared-types';
import type { AttemptStore } from '../attempts/index.ts';
import type { AuditSink, AuditStore } from '../audit/index.ts';
import type { ExamStore } from '../exams/index.ts';
import type { Log } from '../ops/index.ts';
import type { IncidentReference } from '../referee/index.ts';
import type { DeletionStore } from './deletion-store.ts';
import type { HoldStore } from './hold-store.ts';

/** Whose records: of one attempt, or of a whole exam. */
export interface OfAttempt {
  readonly attemptId: string;
  readonly examId: string;
}

/** One kind of records. Both resolve with how many there were. */
export interface Deletable {
  ofAttempt(attemptId: string): Promise<number>;
  ofExam(examId: string): Promise<number>;
}

/** Everything that is kept about exams and their students, and who has to know that it is gone. */
export interface RecordPorts {
  readonly exams: Pick<ExamStore, 'find' | 'list' | 'delete'>;
  readonly attempts: Pick<AttemptStore, 'find' | 'listByExam' | 'delete' | 'deleteByExam'>;
  readonly holds: HoldStore;
  readonly deletions: DeletionStore;

  /** All incidents of an exam. */
  incidentsOf(examId: string): Promise<IncidentReference[]>;
  /** From then on they count no more. Resolves with how many there were. */
  deleteIncidents(incidents: readonly IncidentReference[]): Promise<number>;
  /** Durable once it resolves; resolves also for a picture that is gone already. */
  deletePicture(evidenceId: string): Promise<void>;
  /** What was done about students and written by them. */
  readonly actions: Deletable;
  /** The event log. What waits to be written to it is written before. */
  readonly events: Deletable & {
    /** Of all exams, what is older; of these attempts nothing. */
    before(time: number, spared: readonly string[]): Promise<number>;
  };
  /** What was sent to other systems. */
  readonly deliveries: Deletable;
  readonly appeals: Deletable;
  /** What reviewing took. */
  readonly efforts: Deletable;
  readonly reports: Deletable & {
    /** Leaves of an exam's reports what may be kept beyond its pictures. */
    reduce(examId: string, spared: ReadonlySet<string>): Promise<number>;
  };
  /** Who was on the roster, and by which address. */
  readonly roster: Deletable;
  readonly particulars: Pick<AuditStore, 'eraseParticulars' | 'eraseParticularsOf'>;
  /** @param attemptIds null: of everybody */
  readonly eraseAccommodations: (
    examId: string,
    attemptIds: readonly string[] | null,
  ) => Promise<number>;
  /** Counts, and jobs that name them. Never rejects: neither says anything about a person. */
  forgetFigures(examId: string, attemptIds: readonly string[]): Promise<void>;

  /** An attempt is gone: open walls and running agents are told. */
  gone(of: OfAttempt): void;
  /** An exam is gone. */
  examGone(examId: string): void;
  /** Takes the live picture of an exam back to what is still stored; cheap where nobody looked at it. */
  recount(examId: string): Promise<void>;
  /** Something is to be deleted: it is to go from the database's files, too. Durable. */
  readonly noteDeletion: () => Promise<void>;
  /**
   * What was deleted is nowhere in the database's files any more; later, where that would be in somebody's way.
   * Cheap where nothing was deleted.
   */
  readonly compact: () => Promise<void>;
  readonly audit: AuditSink & { flush(): Promise<void> };
  readonly log: Log;
}

/** In these states an attempt is sat: nothing is erased then. */
export const statesSat = ['in_progress', 'reconnecting', 'left'] as const satisfies AttemptState[];
export const isSat = ({ state }: Pick<Attempt, 'state'>): boolean =>
  statesSat.some((sat) => sat === state);

export type ExamTimes = Pick<Exam, 'id' | 'closesAt' | 'retentionDays' | 'recordDays'>;
