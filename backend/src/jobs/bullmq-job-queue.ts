import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Log } from '../ops/index.ts';
import { storing } from '../storage/index.ts';
import { GivenUpInRedis } from './given-up-in-redis.ts';
import { Running } from './running.ts';
import { checked, type DefinedKind, type JobKinds } from './job-kinds.ts';
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
import { RedisConnections, type RedisConnectionOptions } from './redis-connections.ts';

export interface BullmqJobQueueOptions extends RedisConnectionOptions {
  /** How long a process that is heard of no more keeps what it had begun, milliseconds. */
  readonly leaseMs: number;
  /** Nobody who adds a job waits longer. Milliseconds. */
  readonly commandTimeoutMs: number;
}

/** Braces: in a cluster all of it belongs on one node. */
const prefix = '{invigil:jobs}';
/** Jobs that are handed to Redis in one go: each takes it some 0.1 ms. */
const addedAtOnce = 500;
/** A job is tried again by its kind's options, not by BullMQ's. */
const retried = 'as_defined';

const dataSchema = z.object({ key: z.string(), payload: z.string() });
type Data = z.infer<typeof dataSchema>;

interface Line {
  readonly queue: Queue<Data>;
  readonly worker: Worker<Data>;
}

/**
 * Jobs in Redis, by BullMQ: one queue for each kind.
 *
 * While Redis is away nothing can be added, and what waits in it runs once it is back.
 */
export class BullmqJobQueue implements JobQueue {
  readonly #connections: RedisConnections;
  readonly #redis: Redis;
  readonly #givenUp: GivenUpInRedis;
  readonly #kinds: JobKinds;
  readonly #log: Log;
  readonly #options: BullmqJobQueueOptions;
  readonly #lines = new Map<string, Line>();
  readonly #running = new Running();
  /** The pause that a try was told, for the job whose try it was. */
  readonly #pauses = new WeakMap<object, number>();
  #closing: Promise<void> | undefined;

  private constructor(kinds: JobKinds, log: Log, options: BullmqJobQueueOptions) {
    this.#kinds = kinds;
    this.#log = log;
    this.#options = options;
    this.#connections = new RedisConnections(log, options);
    this.#redis = this.#connections.open({
      // Whoever adds a job is told at once that it cannot be kept.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: options.commandTimeoutMs,
    });
    this.#givenUp = new GivenUpInRedis(this.#redis, prefix);
  }

  /** Resolves once Redis is there, or is known to be away; then it is looked for on and on. */
  static async open(
    kinds: JobKinds,
    log: Log,
    options: BullmqJobQueueOptions,
  ): Promise<BullmqJobQueue> {
    const queue = new BullmqJobQueue(kinds, log, options);
    const signal = AbortSignal.timeout(options.connectTimeoutMs);
    // Why it is away is logged where it is noticed.
    await once(queue.#redis, 'ready', { signal }).catch(() => undefined);
    return queue;
  }

  define<P>(kind: JobKind<P>, handler: JobHandler<P>, options: JobOptions): void {
    const defined = this.#kinds.define(kind, handler, options);
    const queue = new Queue<Data>(kind.name, {
      connection: this.#redis,
      prefix,
      // Its question for the version would have to be answered when the connection is there for the first time.
      skipVersionCheck: true,
      defaultJobOptions: {
        // How often it is tried is up to its kind; BullMQ never gives up by itself.
        attempts: Number.MAX_SAFE_INTEGER,
        backoff: { type: retried },
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    // A connection of its own: it waits in Redis for what comes next.
    const redis = this.#connections.open({ maxRetriesPerRequest: null });
    const process = (job: Job<Data>): Promise<void> => this.#running.track(this.#run(defined, job));
    const worker = new Worker<Data>(kind.name, process, {
      connection: redis,
      prefix,
      autorun: false,
      concurrency: options.concurrency,
      lockDuration: this.#options.leaseMs,
      stalledInterval: this.#options.leaseMs,
      // A crash counts as a try, and tries are counted by us.
      maxStalledCount: options.retries + 2,
      settings: {
        backoffStrategy: (_attempts, _type, _error, job) =>
          (job === undefined ? undefined : this.#pauses.get(job)) ?? options.firstDelayMs,
      },
    });
    // Failures of the connection come to both; that it is away is logged once, where it is noticed.
    queue.on('error', () => undefined);
    worker.on('error', (error) => {
      if (!this.#connections.away)
        this.#log.warn({ kind: kind.name, err: error }, 'The job queue had a failure');
    });
    this.#lines.set(kind.name, { queue, worker });
  }

  start(): void {
    for (const [kind, { worker }] of this.#lines) {
      if (worker.isRunning()) continue;
      worker.run().catch((error: unknown) => {
        if (this.#closing === undefined) {
          this.#log.error({ kind, err: error }, 'Jobs of a kind are run no more');
        }
      });
    }
  }

  async add<P>(job: NewJob<P>): Promise<void> {
    const { kind, key, payload } = checked(job);
    await this.#add(kind, { key, payload }, job.runAt);
  }

  addMany<P>(kind: JobKind<P>, jobs: readonly OneOfMany<P>[]): Promise<void> {
    const all = jobs.map((job) => ({ ...checked({ ...job, kind }), runAt: job.runAt }));
    return storing('jobs.addMany', async () => {
      const { queue } = this.#line(kind.name);
      if (this.#redis.status !== 'ready') throw new Error('Redis is away');
      for (let from = 0; from < all.length; from += addedAtOnce) {
        const some = all.slice(from, from + addedAtOnce);
        await queue.addBulk(
          some.map(({ key, payload, runAt }) => ({
            name: kind.name,
            data: { key, payload },
            opts: timing(key, runAt),
          })),
        );
        await this.#givenUp.remove(
          kind.name,
          some.map(({ key }) => key),
        );
      }
    });
  }

  forget(keys: readonly string[]): Promise<number> {
    const gone = new Set(keys);
    return storing('jobs.forget', async () => {
      let forgotten = 0;
      for (const kind of this.#lines.keys()) {
        forgotten += await this.#givenUp.removeAbout(kind, gone);
      }
      return forgotten;
    });
  }

  givenUp(kind: string, limit: number): Promise<GivenUpJob[]> {
    return storing('jobs.givenUp', () => this.#givenUp.list(kind, limit));
  }

  async runAgain(kind: string, key: string): Promise<boolean> {
    const found = await storing('jobs.runAgain', () => this.#givenUp.find(kind, key));
    if (found === null) return false;
    await this.#add(kind, found);
    return true;
  }

  stats(): Promise<ReadonlyMap<string, JobCounts>> {
    return storing('jobs.stats', async () => {
      if (this.#redis.status !== 'ready') throw new Error('Redis is away');
      const counted = [...this.#lines].map(
        async ([kind, { queue }]): Promise<[string, JobCounts]> => {
          const [counts, failed] = await Promise.all([
            queue.getJobCounts('waiting', 'delayed', 'prioritized', 'active'),
            this.#givenUp.count(kind),
          ]);
          const { active = 0, ...others } = counts;
          const waiting = Object.values(others).reduce((sum, count) => sum + count, 0);
          return [kind, { waiting, running: active, failed }];
        },
      );
      return new Map(await Promise.all(counted));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #add(kind: string, { key, payload }: Data, runAt?: number): Promise<void> {
    return storing('jobs.add', async () => {
      const { queue } = this.#line(kind);
      // BullMQ would wait for it.
      if (this.#redis.status !== 'ready') throw new Error('Redis is away');
      await queue.add(kind, { key, payload }, timing(key, runAt));
      await this.#givenUp.remove(kind, [key]);
    });
  }

  #line(kind: string): Line {
    const line = this.#lines.get(kind);
    if (line === undefined) throw new Error(`Jobs of the kind ${kind} are not defined`);
    return line;
  }

  /** What it throws makes BullMQ try again. */
  async #run(kind: DefinedKind, job: Job<Data>): Promise<void> {
    const { key, payload } = dataSchema.parse(job.data);
    // Unlike `attemptsMade` this also counts what a crash cut short.
    const attempt = job.attemptsStarted;
    const outcome = await kind.run({ key, payload, attempt });
    switch (outcome.event) {
      case 'succeed':
        return;
      case 'retry':
        this.#pauses.set(job, outcome.inMs);
        throw new Error('The try failed');
      case 'give_up': {
        const { reason } = outcome;
        const at = Date.now();
        await this.#givenUp.put(kind.name, { key, payload, attempts: attempt, reason, at });
      }
    }
  }

  async #close(): Promise<void> {
    const lines = [...this.#lines.values()];
    // What runs is waited for; a Redis that is away, to be told that it ended, is not.
    await Promise.race([
      Promise.all(lines.map(({ worker }) => worker.close())),
      this.#running
        .settled()
        .then(() => pause(this.#options.connectTimeoutMs, undefined, { ref: false })),
    ]);
    await Promise.all(lines.map(({ queue }) => queue.close()));
    this.#connections.close();
  }
}

function timing(key: string, runAt: number | undefined) {
  const delay = runAt === undefined ? 0 : Math.max(0, runAt - Date.now());
  // One waits at most; while one runs, another may be added that follows it.
  return { delay, deduplication: { id: key, keepLastIfActive: true } };
}
