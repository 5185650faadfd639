/**
 * A process of its own beside a test's, on the same jobs: takes the first greeting, prints `began`, and never
 * ends. Its arguments: `sqlite`, `mongo` or `redis`, and where.
 */
import { z } from 'zod';
import { jobKind, openJobQueue, type JobStore } from '../src/jobs/index.ts';
import { openMongoJobStore } from '../src/jobs/mongo-job-store.ts';
import { createSqliteJobStore } from '../src/jobs/sqlite-job-store.ts';
import { openLog } from '../src/ops/index.ts';
import { openMongo } from '../src/storage/mongo.ts';
import { openSqlite } from '../src/storage/sqlite.ts';

const [kind, where = ''] = process.argv.slice(2);

async function openStore(): Promise<JobStore> {
  return kind === 'mongo'
    ? openMongoJobStore(await openMongo(where))
    : createSqliteJobStore(openSqlite(kind === 'sqlite' ? where : ':memory:'));
}

const redis = {
  url: where,
  commandTimeoutMs: 1000,
  connectTimeoutMs: 1000,
  retryFirstMs: 20,
  retryLongestMs: 100,
};
const queue = await openJobQueue(
  { leaseMs: 1000, lookEveryMs: 200, redis: kind === 'redis' ? redis : null },
  await openStore(),
  openLog('silent'),
  { onTried: () => undefined },
);
queue.define(
  jobKind('greeting', z.object({ name: z.string() })),
  () => {
    process.stdout.write('began\n');
    return new Promise(() => undefined);
  },
  { retries: 2, firstDelayMs: 5, delayFactor: 2, longestDelayMs: 20, concurrency: 4 },
);
queue.start();
// The queue itself keeps no process alive.
setInterval(() => undefined, 60_000);
