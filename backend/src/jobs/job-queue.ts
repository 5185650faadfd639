import type { z } from 'zod';

/**
 * One kind of work.
 *
 * @example
 * const reportJob = jobKind('report', z.object({ attemptId: idSchema }));
 * jobs.define(reportJob, ({ attemptId }) => reports.build(attemptId), config.jobs.kinds.report);
 * await jobs.add({ kind: reportJob, key: attemptId, payload: { attemptId }, runAt: endedAt + 60_000 });
 */
export interface JobKind<Payload> {
  /** Small letters, digits and `_`. */
  readonly name: string;
  /** Identifiers and figures, as JSON. Payloads are parsed by it when they are added and when they are run. */
  readonly payload: z.ZodType<Payload>;
}

export const jobKind = <Payload>(name: string, payload: z.ZodType<Payload>): JobKind<Payload> => ({
  name,
  payload,
});

export interface JobOptions {
  /** Tries after the first one. */
  readonly retries: number;
  /** From the first failed try to the second, milliseconds; a little less by chance, as all pauses. */
  readonly firstDelayMs: number;
  /** Each pause is this many times the one before, … */
  readonly delayFactor: number;
  /** … but never longer than this, milliseconds. */
  readonly longestDelayMs: number;
  /** How many run at once in this process. */
  readonly concurrency: number;
}

/** One try at a job. */
export interface JobRun {
  readonly key: string;
  /** 1 for the first try. A try that was cut short by a crash counts. */
  readonly attempt: number;
  /** If this try fails: the pause until the next one, milliseconds; null where this is the last. */
  readonly retryInMs: number | null;
}

/**
 * Does the work. Whatever it throws means that the try failed: it is logged, and the job is tried again or
 * given up. It has to stand being run twice: a crash may come after the work and before that is noted.
 */
export type JobHandler<Payload> = (payload: Payload, run: JobRun) => Promise<void>;

export interface NewJob<Payload> {
  readonly kind: JobKind<Payload>;
  /** What it is about: an attempt's id, say. 1…200 characters. */
  readonly key: string;
  readonly payload: Payload;
  /** Not before this time, milliseconds since the epoch. Default: at once. */
  readonly runAt?: number;
}

/** One of several jobs of a kind. */
export type OneOfMany<Payload> = Omit<NewJob<Payload>, 'kind'>;

/** A job that is tried no more. */
export interface GivenUpJob {
  readonly kind: string;
  readonly key: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** The last failure, in words. */
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface JobCounts {
  /** For their turn, their time or their next try. */
  readonly waiting: number;
  readonly running: number;
  /** Given up. */
  readonly failed: number;
}

/** For those who have work to be done later. */
export interface JobAdder {
  /**
   * Durable once it resolves. While a job of the same kind and key waits, nothing is added: its payload and
   * its time stay. While one runs, another run follows. One that was given up begins anew.
   * @throws ZodError where the payload is not of its kind
   * @throws StorageError where it cannot be kept: what must not be lost is to be added again by a sweep
   */
  add<Payload>(job: NewJob<Payload>): Promise<void>;
}

/** Work that is done later, again where it failed, and after a crash. */
export interface JobQueue extends JobAdder {
  /** Says how a kind of work is done, once for each kind, before `start`. */
  define<Payload>(kind: JobKind<Payload>, handler: JobHandler<Payload>, options: JobOptions): void;
  /** As `add`, for many of one kind at once. Where it rejects some of them may have been added. */
  addMany<Payload>(kind: JobKind<Payload>, jobs: readonly OneOfMany<Payload>[]): Promise<void>;
  /** From now on jobs of the defined kinds are run. */
  start(): void;
  /** Newest first, at most `limit`. */
  givenUp(kind: string, limit: number): Promise<GivenUpJob[]>;
  /** Puts a job that was given up back into the queue, all its tries before it. False where there is none. */
  runAgain(kind: string, key: string): Promise<boolean>;
  /**
   * Forgets what was given up under these keys, or under ones that begin with one of them and a colon. What
   * waits or runs is left to find that there is nothing to do. Resolves with how many there were.
   */
  forget(keys: readonly string[]): Promise<number>;
  /** Of every kind that is defined. */
  stats(): Promise<ReadonlyMap<string, JobCounts>>;
  /** Begins nothing more and resolves once what runs has ended. Idempotent. */
  close(): Promise<void>;
}
