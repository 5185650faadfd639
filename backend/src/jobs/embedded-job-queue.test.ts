import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { embedded, leaseMs, quickJobs, scratch, sqliteAt } from '../../test-support/job-queues.ts';
import { eventually } from '../../test-support/test-client.ts';
import { jobKind } from './index.ts';
import { createSqliteJobStore } from './sqlite-job-store.ts';

const work = jobKind('work', z.object({}));

/** Nothing is done in this process meanwhile, as while the database is written anew or a machine sleeps. */
const standStill = (ms: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('what runs is not begun again by a process that stood still for longer than a lease', async () => {
  const ran: string[] = [];
  const letGo = Promise.withResolvers<void>();
  const queue = embedded(createSqliteJobStore(sqliteAt(join(scratch(), 'invigil.db'))));
  queue.define(
    work,
    async (_payload, { key }) => {
      ran.push(key);
      if (key === 'long') await letGo.promise;
    },
    quickJobs,
  );
  queue.start();
  await queue.add({ kind: work, key: 'long', payload: {} });
  await eventually(() => expect(ran).toEqual(['long']));
  standStill(leaseMs * 1.5);
  await queue.add({ kind: work, key: 'short', payload: {} });
  await eventually(() => expect(ran).toContain('short'));
  letGo.resolve();
  await eventually(async () => {
    const counts = (await queue.stats()).get('work');
    expect(counts).toEqual({ waiting: 0, running: 0, failed: 0 });
  });
  expect(ran).toEqual(['long', 'short']);
});
