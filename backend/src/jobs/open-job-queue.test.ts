import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../test-support/child-server.ts';
import { nobodyWatches, scratch, sqliteAt } from '../../test-support/job-queues.ts';
import { readConfig } from '../config.ts';
import { openLog } from '../ops/index.ts';
import { BullmqJobQueue } from './bullmq-job-queue.ts';
import { EmbeddedJobQueue } from './embedded-job-queue.ts';
import { openJobQueue } from './open-job-queue.ts';
import { createSqliteJobStore } from './sqlite-job-store.ts';

async function opened(environment: Record<string, string>) {
  const store = createSqliteJobStore(sqliteAt(join(scratch(), 'invigil.db')));
  const { jobs } = readConfig(environment);
  const queue = await openJobQueue(jobs, store, openLog('silent'), nobodyWatches);
  onTestFinished(() => queue.close());
  return queue;
}

test('jobs are kept beside the records, or where the ledger is, unless it is said otherwise', async () => {
  const redis = { INVIGIL_REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
  expect(await opened({})).toBeInstanceOf(EmbeddedJobQueue);
  expect(await opened({ ...redis, INVIGIL_LEDGER: 'redis' })).toBeInstanceOf(BullmqJobQueue);
  expect(await opened({ ...redis, INVIGIL_JOBS: 'redis' })).toBeInstanceOf(BullmqJobQueue);
  const embedded = { ...redis, INVIGIL_LEDGER: 'redis', INVIGIL_JOBS: 'embedded' };
  expect(await opened(embedded)).toBeInstanceOf(EmbeddedJobQueue);
});
