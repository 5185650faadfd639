import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mongoAvailable, startMongo, type MongoServer } from '../../test-support/mongo-server.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { StaffStore } from '../people/index.ts';
import { migrations } from './migrations.ts';
import { openMongo } from './mongo.ts';
import type { StoreConfig } from './storage-config.ts';

/* Accounts and sessions as they were before there were roles, invitations and lists of sessions. */

const tokenHash = 'a'.repeat(64);
const far = 8e15;

async function expectOwner(staff: StaffStore, since: number): Promise<void> {
  const ida = await staff.findByUsername('Ida');
  expect(ida).toMatchObject({ id: 'staff-1', role: 'owner', lastSignedInAt: null });
  // To the second: SQLite's own clock is asked while the file is brought up to date.
  expect(ida?.createdAt).toBeGreaterThanOrEqual(since - 1000);
  expect(await staff.findSession(tokenHash, 0)).toBeNull();
  expect(await staff.remove('staff-1', 'owner')).toBe('last_owner');
}

/** What happened since must not be undone by opening once more. */
async function expectKept(config: StoreConfig, staff: StaffStore): Promise<void> {
  const ida = await staff.findById('staff-1');
  if (ida === null) throw new Error('the account is gone');
  const other = { ...ida, id: 'staff-2', username: 'noor' };
  await staff.create(other);
  await staff.changeRole('staff-1', 'owner', 'reviewer');
  const times = { createdAt: 1, expiresAt: far, lastUsedAt: 1 };
  const session = { id: 's', tokenHash, staffId: 'staff-2', userAgent: null, ...times };
  await staff.addSession(session);
  const again = (await openUntilTestEnds(config)).staff;
  expect(await again.findById('staff-1')).toEqual({ ...ida, role: 'reviewer' });
  expect(await again.findSession(tokenHash, 0)).toEqual(session);
}

test('SQLite: whoever had an account is an owner, and signs in again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'invigil.db');
  const database = new DatabaseSync(file);
  for (const step of migrations.slice(0, 3)) database.exec(step);
  database.exec(
    `CREATE TABLE migrations (number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
     INSERT INTO migrations (number, applied_at) VALUES (1, 0), (2, 0), (3, 0);
     INSERT INTO staff (id, username, username_key, password_hash) VALUES ('staff-1', 'Ida', 'ida', 'hash');
     INSERT INTO staff_sessions (token_hash, staff_id, created_at, expires_at)
     VALUES ('${tokenHash}', 'staff-1', 1, ${far})`,
  );
  database.close();
  const config: StoreConfig = { kind: 'sqlite', file };
  const since = Date.now();
  const { staff } = await openUntilTestEnds(config);
  await expectOwner(staff, since);
  await expectKept(config, staff);
});

describe.skipIf(!mongoAvailable)('MongoDB', () => {
  let server: MongoServer;
  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(() => server?.kill());

  test('whoever had an account is an owner, and signs in again', async () => {
    const url = server.freshUrl();
    const connection = await openMongo(url);
    onTestFinished(() => connection.close());
    await connection.collection<{ _id: string }>('staff').insertOne({
      ...{ username: 'Ida', usernameKey: 'ida', passwordHash: 'hash' },
      _id: 'staff-1',
    });
    await connection
      .collection<{ _id: string }>('staff_sessions')
      .insertOne({ ...{ staffId: 'staff-1', createdAt: 1, expiresAt: far }, _id: tokenHash });
    const config: StoreConfig = { kind: 'mongo', url, eventLogDays: 365 };
    const since = Date.now();
    const { staff } = await openUntilTestEnds(config);
    await expectOwner(staff, since);
    await expectKept(config, staff);
  });
});
