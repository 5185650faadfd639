import type { FrameEvent } from '@invigil/shared-types';

/** A line on its way into the store. */
export interface FrameEventEntry {
  /** Unique, and greater than those of all lines that this process wrote before (UUID version 7, RFC 9562). */
  readonly id: string;
  readonly event: FrameEvent;
}

/** Where the log's lines are kept: append-only. Every method rejects with a StorageError on failure. */
export interface FrameEventStore {
  /**
   * Stores every line once, however often it is appended: after a failure, which leaves open what was
   * stored, the same lines are appended again.
   */
  append(entries: readonly FrameEventEntry[]): Promise<void>;
  /** Oldest first; those of one millisecond in the order in which they were written. */
  listByAttempt(attemptId: string): Promise<FrameEvent[]>;
  /** Resolves with how many there were. Idempotent. */
  deleteByAttempt(attemptId: string): Promise<number>;
  /** Resolves with how many there were. Idempotent. */
  deleteByExam(examId: string): Promise<number>;
  /**
   * Deletes what is older than `time` (milliseconds since the epoch), but for lines of these attempts. Resolves
   * with how many it deleted: none where the database deletes them by itself, and spares nobody.
   */
  deleteBefore(time: number, spared?: readonly string[]): Promise<number>;
}

/** For those who have something to write down. Never throws and never waits. */
export interface EventSink {
  write(event: FrameEvent): void;
}
