import { tmpdir } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../test-support/child-server.ts';
import { mongoAvailable, mongoMayBeKilled, startMongo } from '../../test-support/mongo-server.ts';
import type { MongoServer } from '../../test-support/mongo-server.ts';
import { openLog } from '../ops/index.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import { openMongo } from './mongo.ts';

const impatient = '?serverSelectionTimeoutMS=300';

async function start(): Promise<MongoServer> {
  const server = await startMongo();
  onTestFinished(() => server.kill());
  return server;
}

async function open(url: string): Promise<Stores> {
  const stores = await openStores(
    {
      store: { kind: 'mongo', url, eventLogDays: 365 },
      ledger: { kind: 'memory' },
      evidence: { kind: 'folder', folder: tmpdir() },
    },
    openLog('silent'),
  );
  onTestFinished(() => stores.close());
  return stores;
}

test('no server: opening fails in time', async () => {
  const startedAt = performance.now();
  await expect(
    open(`mongodb://127.0.0.1:${await freePort()}/invigil${impatient}`),
  ).rejects.toMatchObject({ name: 'StorageError', operation: 'mongo.open' });
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

describe.skipIf(!mongoAvailable)('MongoDB', () => {
  test('has the indexes that lookups and uniqueness need', async () => {
    const url = (await start()).freshUrl();
    await open(url);
    const connection = await openMongo(url);
    onTestFinished(() => connection.close());
    const indexesOf = async (collection: string) =>
      (await connection.collection(collection).indexes()).map(({ key, unique }) => ({
        key: Object.entries(key),
        unique: unique === true,
      }));
    expect(await indexesOf('attempts')).toEqual(
      expect.arrayContaining([
        { key: [['codeHash', 1]], unique: true },
        { key: [['examId', 1]], unique: false },
      ]),
    );
    expect(await indexesOf('staff')).toContainEqual({ key: [['usernameKey', 1]], unique: true });
    expect(await indexesOf('incidents')).toContainEqual({
      key: [
        ['attemptId', 1],
        ['capturedAt', -1],
        ['_id', -1],
      ],
      unique: false,
    });
  });

  test.skipIf(!mongoMayBeKilled)(
    'lost: operations reject in time, and nothing else breaks',
    async () => {
      const server = await start();
      const { attempts } = await open(`${server.freshUrl()}${impatient}`);
      expect(await attempts.find('any')).toBeNull();
      await server.kill();
      const startedAt = performance.now();
      await expect(attempts.find('any')).rejects.toMatchObject({
        name: 'StorageError',
        operation: 'attempts.find',
      });
      await expect(attempts.update('any', { state: 'left' })).rejects.toMatchObject({
        name: 'StorageError',
        operation: 'attempts.update',
      });
      expect(performance.now() - startedAt).toBeLessThan(5000);
    },
  );
});
