import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../test-support/child-server.ts';
import { redisAvailable, startRedis } from '../test-support/redis-server.ts';
import { startS3 } from '../test-support/s3-server.ts';
import { openStores } from './open-stores.ts';
import { storageConfigSchema } from './storage/index.ts';
import type { StorageConfig } from './storage/index.ts';

const report = {
  examId: 'exam',
  attemptId: 'attempt',
  types: ['no_face'] as const,
  now: 1,
  expiresInMs: 60_000,
};

function embedded(): StorageConfig {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-stores-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    store: { kind: 'sqlite', file: join(folder, 'invigil.db') },
    ledger: { kind: 'memory' },
    evidence: { kind: 'folder', folder: join(folder, 'evidence') },
  };
}

test('the embedded stores work together and close twice', async () => {
  const stores = await openStores(embedded());
  expect(await stores.exams.list()).toEqual([]);
  expect(await stores.staff.count()).toBe(0);
  expect((await stores.ledger.record(report)).fresh).toEqual(['no_face']);
  expect(await stores.evidence.get('unknown')).toBeNull();
  await stores.close();
  await stores.close();
  await expect(stores.exams.list()).rejects.toMatchObject({ name: 'StorageError' });
});

test.skipIf(!redisAvailable)('opens Redis and S3 when configured', async () => {
  const [redis, s3] = [await startRedis(), await startS3()];
  onTestFinished(async () => {
    await redis.kill();
    await s3.stop();
  });
  const stores = await openStores(
    storageConfigSchema.parse({
      ...embedded(),
      ledger: { kind: 'redis', url: redis.url, commandTimeoutMs: 250 },
      evidence: {
        kind: 's3',
        endpoint: s3.endpoint,
        region: 'eu-central-1',
        bucket: 'invigil-evidence',
        accessKeyId: 'test',
        secretAccessKey: 'test',
        forcePathStyle: true,
      },
    }),
  );
  onTestFinished(() => stores.close());
  expect((await stores.ledger.record(report)).fresh).toEqual(['no_face']);
  expect(await stores.evidence.get('unknown')).toBeNull();
});

test('an absent Redis keeps no server from starting', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;
  const stores = await openStores({
    ...embedded(),
    ledger: { kind: 'redis', url, commandTimeoutMs: 250 },
  });
  onTestFinished(() => stores.close());
  expect(await stores.exams.list()).toEqual([]);
  await expect(stores.ledger.record(report)).rejects.toMatchObject({ name: 'StorageError' });
});

test('when one cannot be opened, it says so', async () => {
  await expect(
    openStores({ ...embedded(), store: { kind: 'sqlite', file: '/dev/null/invigil.db' } }),
  ).rejects.toMatchObject({ name: 'StorageError', operation: 'sqlite.open' });
  await expect(
    openStores({
      ...embedded(),
      evidence: {
        kind: 's3',
        endpoint: `http://127.0.0.1:${await freePort()}`,
        region: 'us-east-1',
        bucket: 'invigil-evidence',
        accessKeyId: 'test',
        secretAccessKey: 'test',
        forcePathStyle: true,
      },
    }),
  ).rejects.toMatchObject({ name: 'StorageError', operation: 'evidence.open' });
});
