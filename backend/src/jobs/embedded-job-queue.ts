import { randomUUID } from 'node:crypto';
import type { Log } from '../ops/index.ts';
import { checked, type DefinedKind, type JobKinds, type Outcome } from './job-kinds.ts';
import type {
  GivenUpJob,
  JobCounts,
  JobHandler,
  JobKind,
  JobOptions,
  JobQueue,
  NewJob,
  OneOfMany,
} from './job-queue.ts';
import type { JobStore, TakenJob } from './job-store.ts';
import { Running } from './running.ts';

export interface EmbeddedJobQueueOptions {
  /** How long a process that is heard of no more keeps what it had begun, milliseconds. */
  readonly leaseMs: number;
  /** Longest time between two looks for what another process added, milliseconds. */
  readonly lookEveryMs: number;
}

/** A lease is renewed this many times before it would be over. */
const renewalsPerLease = 3;

/**
 * Jobs as rows beside the records. It sleeps until the next one is due, and is woken by `add`; whoever
 * takes a row holds it by a lease, so that what a crashed process had begun is begun again.
 */
export class EmbeddedJobQueue implements JobQueue {
  readonly #store: JobStore;
  readonly #kinds: JobKinds;
  readonly #log: Log;
  readonly #options: EmbeddedJobQueueOptions;
  /** What runs here, by kind. */
  readonly #running = new Map<string, Running>();
  /** The same jobs, each with the end of its lease, milliseconds since the epoch. */
  readonly #leases = new Map<TakenJob, number>();
  #phase: 'new' | 'started' | 'closed' = 'new';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  /** Something has changed since the look that is under way began. */
  #lookAgain = false;

  constructor(store: JobStore, kinds: JobKinds, log: Log, options: EmbeddedJobQueueOptions) {
    this.#store = store;
    this.#kinds = kinds;
    this.#log = log;
    this.#options = options;
  }

  define<P>(kind: JobKind<P>, handler: JobHandler<P>, options: JobOptions): void {
    this.#kinds.define(kind, handler, options);
    this.#running.set(kind.name, new Running());
  }

  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'started';
    this.#look();
  }

  async add<P>(job: NewJob<P>): Promise<void> {
    await this.#store.add({ ...checked(job), runAt: job.runAt ?? Date.now() });
    this.#look();
  }

  async addMany<P>(kind: JobKind<P>, jobs: readonly OneOfMany<P>[]): Promise<void> {
    const now = Date.now();
    await this.#store.addMany(
      jobs.map((job) => ({ ...checked({ ...job, kind }), runAt: job.runAt ?? now })),
    );
    this.#look();
  }

  forget(keys: readonly string[]): Promise<number> {
    return this.#store.removeGivenUp(keys);
  }

  givenUp(kind: string, limit: number): Promise<GivenUpJob[]> {
    return this.#store.listGivenUp(kind, limit);
  }

  async runAgain(kind: string, key: string): Promise<boolean> {
    const found = await this.#store.runAgain(kind, key, Date.now());
    if (found) this.#look();
    return found;
  }

  async stats(): Promise<ReadonlyMap<string, JobCounts>> {
    return new Map(
      await Promise.all(
        this.#kinds.all.map(async ({ name }): Promise<[string, JobCounts]> => [
          name,
          await this.#store.count(name),
        ]),
      ),
    );
  }

  async close(): Promise<void> {
    this.#phase = 'closed';
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all([...this.#running.values()].map((running) => running.settled()));
  }

  /** One look at a time; what is asked meanwhile is answered by one more. */
  #look(): void {
    if (this.#phase !== 'started') return;
    this.#lookAgain = true;
    this.#looking ??= this.#lookRepeatedly().finally(() => (this.#looking = undefined));
  }

  async #lookRepeatedly(): Promise<void> {
    clearTimeout(this.#timer);
    let pauseMs = this.#options.lookEveryMs;
    while (this.#lookAgain && this.#phase === 'started') {
      this.#lookAgain = false;
      try {
        await this.#renewLate();
        for (const kind of this.#kinds.all) await this.#takeAll(kind);
        pauseMs = await this.#untilNextDue();
      } catch (error) {
        this.#log.error({ err: error }, 'The job queue cannot be read; it is tried again');
        pauseMs = this.#options.lookEveryMs;
      }
    }
    if (this.#phase !== 'started') return;
    this.#timer = setTimeout(() => this.#look(), pauseMs);
    this.#timer.unref();
  }

  async #untilNextDue(): Promise<number> {
    const free = this.#kinds.all.filter((kind) => this.#hasRoom(kind)).map(({ name }) => name);
    // Where there is no room, the end of a job is what wakes.
    const due = free.length === 0 ? null : await this.#store.nextDue(free);
    const { lookEveryMs } = this.#options;
    return due === null ? lookEveryMs : Math.min(Math.max(due - Date.now(), 0), lookEveryMs);
  }

  async #takeAll(kind: DefinedKind): Promise<void> {
    while (this.#phase === 'started' && this.#hasRoom(kind)) {
      const now = Date.now();
      const lease = { id: randomUUID(), until: now + this.#options.leaseMs };
      const job = await this.#store.take(kind.name, now, lease);
      if (job === null) return;
      this.#begin(kind, job);
    }
  }

  #begin(kind: DefinedKind, job: TakenJob): void {
    const ended = this.#running.get(kind.name)?.track(this.#run(kind, job));
    void ended?.then(() => this.#look());
  }

  #hasRoom({ name, options }: DefinedKind): boolean {
    return (this.#running.get(name)?.size ?? 0) < options.concurrency;
  }

  async #run(kind: DefinedKind, job: TakenJob): Promise<void> {
    const about = { kind: job.kind, key: job.key, attempt: job.attempt };
    const { leaseMs } = this.#options;
    this.#leases.set(job, Date.now() + leaseMs);
    const renewal = setInterval(() => {
      this.#renew(job).catch((error: unknown) => {
        this.#log.warn({ ...about, err: error }, 'The lease of a job could not be renewed');
      });
    }, leaseMs / renewalsPerLease);
    renewal.unref();
    const outcome = await kind.run(job);
    clearInterval(renewal);
    this.#leases.delete(job);
    try {
      if (!(await this.#settle(job, outcome))) {
        this.#log.warn(about, 'A job took longer than its lease: somebody else has it now');
      }
    } catch (error) {
      this.#log.error({ ...about, err: error }, 'How a job ended is not noted: it will run again');
    }
  }

  async #renew(job: TakenJob): Promise<void> {
    const until = Date.now() + this.#options.leaseMs;
    const renewed = await this.#store.renew(job, until);
    if (renewed && this.#leases.has(job)) this.#leases.set(job, until);
  }

  /**
   * Where this process stood still for longer than a lease, while a machine slept or a database was written anew,
   * what runs here looks as if nobody had it any more: this process itself would begin it again.
   */
  async #renewLate(): Promise<void> {
    const now = Date.now();
    const late = [...this.#leases].flatMap(([job, until]) => (until <= now ? [job] : []));
    await Promise.all(late.map((job) => this.#renew(job)));
  }

  #settle(job: TakenJob, outcome: Outcome): Promise<boolean> {
    switch (outcome.event) {
      case 'succeed':
        return this.#store.succeed(job);
      case 'retry':
        return this.#store.retry(job, Date.now() + outcome.inMs);
      case 'give_up':
        return this.#store.giveUp(job, outcome.reason, Date.now());
    }
  }
}
