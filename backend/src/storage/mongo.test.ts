import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../test-support/child-server.ts';
import { mongoAvailable, mongoMayBeKilled, startMongo } from '../../test-support/mongo-server.ts';
import { openMongoAttemptStore } from '../attempts/mongo-attempt-store.ts';
import { openMongo } from './mongo.ts';

test('no server: opening fails in time', async () => {
  const url = `mongodb://127.0.0.1:${await freePort()}/invigil`;
  const startedAt = performance.now();
  await expect(openMongo(url, { serverSelectionTimeoutMs: 300 })).rejects.toMatchObject({
    name: 'StorageError',
    operation: 'mongo.open',
  });
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

describe.skipIf(!mongoAvailable)('a MongoDB connection', () => {
  test('ensures the indexes that lookups and uniqueness need', async () => {
    const server = await startMongo();
    onTestFinished(() => server.kill());
    const connection = await openMongo(server.freshUrl());
    onTestFinished(() => connection.close());
    await openMongoAttemptStore(connection);
    const indexes = await connection.collection('attempts').indexes();
    expect(indexes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: { codeHash: 1 }, unique: true }),
        expect.objectContaining({ key: { examId: 1 } }),
      ]),
    );
  });

  test.skipIf(!mongoMayBeKilled)(
    'lost: operations reject in time, and nothing else breaks',
    async () => {
      const server = await startMongo();
      onTestFinished(() => server.kill());
      const connection = await openMongo(server.freshUrl(), { serverSelectionTimeoutMs: 300 });
      onTestFinished(() => connection.close());
      const attempts = await openMongoAttemptStore(connection);
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
