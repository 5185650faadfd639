import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../test-support/child-server.ts';
import { redisAvailable, startRedis } from '../test-support/redis-server.ts';
import { startS3 } from '../test-support/s3-server.ts';
import { openLog } from './ops/index.ts';
import { openStores } from './open-stores.ts';
import type { LedgerEntry } from './referee/ledger/ledger.ts';
import { storageConfigSchema } from './storage/index.ts';
import type { StorageConfig } from './storage/index.ts';

const report: LedgerEntry = {
  examId: 'exam',
  attemptId: 'attempt',
  claims: [{ claimId: 'claim', type: 'no_face', ttlMs: 30_000 }],
  now: 1,
  expiresInMs: 60_000,
};

const log = openLog('silent');

/** Of a Redis at this address. */
const redisAt = (url: string) => ({
  kind: 'redis' as const,
  url,
  commandTimeoutMs: 250,
  connectTimeoutMs: 500,
  retryFirstMs: 20,
  retryLongestMs: 200,
});

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
  const stores = await openStores(embedded(), log);
  expect(await stores.exams.list()).toEqual([]);
  expect(await stores.staff.count()).toBe(0);
  expect(await stores.incidents.find('unknown')).toBeNull();
  expect(await stores.frameEvents.listByAttempt('unknown')).toEqual([]);
  expect((await stores.ledger.record(report)).fresh).toEqual(['claim']);
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
      ledger: redisAt(redis.url),
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
    log,
  );
  onTestFinished(() => stores.close());
  expect((await stores.ledger.record(report)).fresh).toEqual(['claim']);
  expect(await stores.evidence.get('unknown')).toBeNull();
});

test('an absent Redis keeps no server from starting', async () => {
  const url = `redis://127.0.0.1:${await freePort()}`;
  const stores = await openStores({ ...embedded(), ledger: redisAt(url) }, log);
  onTestFinished(() => stores.close());
  expect(await stores.exams.list()).toEqual([]);
  expect((await stores.ledger.record(report)).fresh).toEqual(['claim']);
});

test('when one cannot be opened, it says so', async () => {
  await expect(
    openStores({ ...embedded(), store: { kind: 'sqlite', file: '/dev/null/invigil.db' } }, log),
  ).rejects.toMatchObject({ name: 'StorageError', operation: 'sqlite.open' });
  await expect(
    openStores(
      {
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
      },
      log,
    ),
  ).rejects.toMatchObject({ name: 'StorageError', operation: 'evidence.open' });
});
