import type { GivenUpJob, JobCounts } from './job-queue.ts';

export interface WaitingJob {
  readonly kind: string;
  readonly key: string;
  /** As JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly runAt: number;
}

/** A job that somebody has taken, until the lease is over. */
export interface TakenJob {
  readonly kind: string;
  readonly key: string;
  readonly payload: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Whose it is: nobody else's word about it counts. */
  readonly leaseId: string;
}

export type Taken = Pick<TakenJob, 'kind' | 'key' | 'leaseId'>;

/**
 * The rows of the embedded queue. A kind has at most one job of each key: it waits, runs or was given up;
 * one that is done is gone. Every method rejects with a StorageError on failure, and is atomic, across
 * processes, too. What says that a taken job ended resolves with false where it is no longer that taker's.
 */
export interface JobStore {
  /**
   * Where one waits: nothing. Where one runs: it is to wait once that one has ended, unless another is to
   * already. Where one was given up: in its place.
   */
  add(job: WaitingJob): Promise<void>;
  /** The same for each. Where it rejects, a part may have been added. */
  addMany(jobs: readonly WaitingJob[]): Promise<void>;
  /**
   * Removes what was given up under these keys, or under ones that begin with one of them and a colon. Resolves
   * with how many there were.
   */
  removeGivenUp(keys: readonly string[]): Promise<number>;
  /** Of the kind's jobs that are due, or whose lease is over, the one that is so for longest. */
  take(
    kind: string,
    now: number,
    lease: { readonly id: string; readonly until: number },
  ): Promise<TakenJob | null>;
  renew(job: Taken, until: number): Promise<boolean>;
  succeed(job: Taken): Promise<boolean>;
  retry(job: Taken, runAt: number): Promise<boolean>;
  giveUp(job: Taken, reason: string, at: number): Promise<boolean>;
  /** When the next of these kinds is due, or its lease over; null where none is. */
  nextDue(kinds: readonly string[]): Promise<number | null>;
  /** Newest first. */
  listGivenUp(kind: string, limit: number): Promise<GivenUpJob[]>;
  /** False where none was given up. */
  runAgain(kind: string, key: string, runAt: number): Promise<boolean>;
  count(kind: string): Promise<JobCounts>;
}
