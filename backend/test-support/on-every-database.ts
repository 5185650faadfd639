import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { openLog } from '../src/ops/index.ts';
import { openStores } from '../src/open-stores.ts';
import type { Stores } from '../src/open-stores.ts';
import type { StoreConfig } from '../src/storage/storage-config.ts';
import { mongoAvailable, startMongo } from './mongo-server.ts';
import type { MongoServer } from './mongo-server.ts';

/** Describes one port's contract on each database; `freshConfig` names an empty one. */
export function onEveryDatabase(
  port: string,
  contract: (freshConfig: () => StoreConfig) => void,
): void {
  describe(`${port} on SQLite`, () => {
    contract(() => {
      const folder = mkdtempSync(join(tmpdir(), 'invigil-sqlite-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      return { kind: 'sqlite', file: join(folder, 'invigil.db') };
    });
  });

  describe.skipIf(!mongoAvailable)(`${port} on MongoDB`, () => {
    let server: MongoServer;
    beforeAll(async () => {
      server = await startMongo();
    });
    afterAll(() => server?.kill());
    contract(() => ({ kind: 'mongo', url: server.freshUrl(), eventLogDays: 365 }));
  });
}

/** The stores of that database, closed when the test ends. */
export async function openUntilTestEnds(store: StoreConfig): Promise<Stores> {
  const stores = await openStores(
    {
      store,
      ledger: { kind: 'memory' },
      evidence: { kind: 'folder', folder: join(tmpdir(), 'invigil-unused') },
    },
    openLog('silent'),
  );
  onTestFinished(() => stores.close());
  return stores;
}
