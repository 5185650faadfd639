import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { BullmqJobQueue } from '../src/jobs/bullmq-job-queue.ts';
import { EmbeddedJobQueue } from '../src/jobs/embedded-job-queue.ts';
import type { JobOptions, JobQueue } from '../src/jobs/index.ts';
import { JobKinds, type JobObserver } from '../src/jobs/job-kinds.ts';
import type { JobStore } from '../src/jobs/job-store.ts';
import { openMongoJobStore } from '../src/jobs/mongo-job-store.ts';
import { createSqliteJobStore } from '../src/jobs/sqlite-job-store.ts';
import { openLog } from '../src/ops/index.ts';
import { openMongo } from '../src/storage/mongo.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import { mongoAvailable, startMongo, type MongoServer } from './mongo-server.ts';
import { redisAvailable, startRedis, type RedisServer } from './redis-server.ts';

/** As quick as tests want them. */
export const quickJobs: JobOptions = {
  retries: 2,
  firstDelayMs: 5,
  delayFactor: 2,
  longestDelayMs: 20,
  concurrency: 4,
};

/** Opens a queue on the same jobs each time, as another process would. Closed when the test ends. */
export interface OpenQueue {
  (): Promise<JobQueue>;
  /** The arguments of `job-process.ts` on the same jobs. */
  readonly process: readonly [string, string];
}

export const nobodyWatches: JobObserver = { onTried: () => undefined };
/** Of every queue that is opened here, milliseconds. */
export const leaseMs = 1000;
/** Longer than any test: what is added wakes the queue. */
const lookEveryMs = 3_600_000;

/** Describes the contract on each queue; `fresh` makes an empty one. */
export function onEveryQueue(contract: (fresh: () => Promise<OpenQueue>) => void): void {
  describe('JobQueue on SQLite', () => {
    contract(() => {
      const file = join(scratch(), 'invigil.db');
      const open = () => Promise.resolve(embedded(createSqliteJobStore(sqliteAt(file))));
      return Promise.resolve(Object.assign(open, { process: ['sqlite', file] as const }));
    });
  });

  describe.skipIf(!mongoAvailable)('JobQueue on MongoDB', () => {
    let server: MongoServer;
    beforeAll(async () => void (server = await startMongo()));
    afterAll(() => server?.kill());
    contract(() => {
      const url = server.freshUrl();
      const open = async () => {
        const connection = await openMongo(url);
        onTestFinished(() => connection.close());
        return embedded(await openMongoJobStore(connection));
      };
      return Promise.resolve(Object.assign(open, { process: ['mongo', url] as const }));
    });
  });

  describe.skipIf(!redisAvailable)('JobQueue on Redis', () => {
    contract(async () => {
      const server = await startRedis();
      onTestFinished(() => server.kill());
      return Object.assign(() => inRedis(server), { process: ['redis', server.url] as const });
    });
  });
}

/** A database file that is closed and deleted when the test ends. */
export function sqliteAt(file: string) {
  const database = openSqlite(file);
  onTestFinished(() => database.close());
  return database;
}

/** A folder that is deleted when the test ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), `invigil-jobs-${randomUUID().slice(0, 8)}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function embedded(store: JobStore, observer = nobodyWatches): JobQueue {
  const log = openLog('silent');
  return closedAtTheEnd(
    new EmbeddedJobQueue(store, new JobKinds(log, observer), log, { leaseMs, lookEveryMs }),
  );
}

export async function inRedis(
  { url }: Pick<RedisServer, 'url'>,
  observer = nobodyWatches,
): Promise<JobQueue> {
  const log = openLog('silent');
  return closedAtTheEnd(
    await BullmqJobQueue.open(new JobKinds(log, observer), log, {
      url,
      leaseMs,
      commandTimeoutMs: 1000,
      connectTimeoutMs: 1000,
      retryFirstMs: 20,
      retryLongestMs: 100,
    }),
  );
}

function closedAtTheEnd(queue: JobQueue): JobQueue {
  onTestFinished(() => queue.close());
  return queue;
}
