import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../test-support/child-server.ts';
import { inRedis, quickJobs } from '../../test-support/job-queues.ts';
import { redisAvailable, startRedis } from '../../test-support/redis-server.ts';
import { eventually } from '../../test-support/test-client.ts';
import { StorageError } from '../storage/index.ts';
import { jobKind } from './index.ts';

const greeting = jobKind('greeting', z.object({ name: z.string() }));
const job = (key: string) => ({ kind: greeting, key, payload: { name: key } });

test.skipIf(!redisAvailable)(
  'without Redis nothing can be added; once it is there, jobs run',
  async () => {
    const port = await freePort();
    const queue = await inRedis({ url: `redis://127.0.0.1:${port}` });
    const ran: string[] = [];
    queue.define(greeting, ({ name }) => Promise.resolve(void ran.push(name)), quickJobs);
    queue.start();
    await expect(queue.add(job('ada'))).rejects.toMatchObject({ name: 'StorageError' });
    await expect(queue.stats()).rejects.toMatchObject({ name: 'StorageError' });

    const first = await startRedis(port);
    onTestFinished(() => first.kill());
    await eventually(() => queue.add(job('bob')));
    await eventually(() => expect(ran).toEqual(['bob']));

    await first.kill();
    await eventually(() =>
      expect(queue.add(job('eve'))).rejects.toMatchObject({ name: 'StorageError' }),
    );
    const second = await startRedis(port);
    onTestFinished(() => second.kill());
    await eventually(() => queue.add(job('kim')));
    await eventually(() => expect(ran).toContain('kim'));
  },
);

test.skipIf(!redisAvailable)('ends while Redis is away', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.kill());
  const queue = await inRedis(redis);
  queue.define(greeting, () => Promise.resolve(), quickJobs);
  queue.start();
  await queue.add(job('ada'));
  await redis.kill();
  await queue.close();
});

test('ends where Redis never was', async () => {
  const queue = await inRedis({ url: `redis://127.0.0.1:${await freePort()}` });
  queue.define(greeting, () => Promise.resolve(), quickJobs);
  queue.start();
  await queue.close();
});

test.skipIf(!redisAvailable)('keeps to the rules of a cluster', async () => {
  const redis = await startRedis(undefined, { cluster: true });
  onTestFinished(() => redis.kill());
  const queue = await inRedis(redis);
  queue.define(greeting, () => Promise.resolve(), quickJobs);
  // One node without slots says so; keys on several would be refused before that.
  const refusal = await queue.add(job('ada')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StorageError);
  expect(String(refusal instanceof StorageError ? refusal.cause : '')).toContain('CLUSTERDOWN');
});
