import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../ops/index.ts';
import { openStores } from '../open-stores.ts';
import type { Stores } from '../open-stores.ts';
import { migrations } from './migrations.ts';
import { openSqlite } from './sqlite.ts';
import type { SqliteDatabase } from './sqlite.ts';

const otherProcess = fileURLToPath(
  new URL('../../test-support/sqlite-process.ts', import.meta.url),
);

function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data', 'invigil.db');
}

function open(file: string): SqliteDatabase {
  const database = openSqlite(file);
  onTestFinished(() => database.close());
  return database;
}

/** The attempts in that file, with a store of their own. */
async function attemptsIn(file: string): Promise<Stores['attempts']> {
  const stores = await openStores(
    {
      store: { kind: 'sqlite', file },
      ledger: { kind: 'memory' },
      evidence: { kind: 'folder', folder: tmpdir() },
    },
    openLog('silent'),
  );
  onTestFinished(() => stores.close());
  return stores.attempts;
}

test('opens a database in memory', () => {
  const database = open(':memory:');
  expect(database.get('SELECT count(*) AS total FROM exams')).toMatchObject({ total: 0 });
});

test('makes the folder, closed to other users, and is durable', () => {
  const file = freshFile();
  const database = open(file);
  expect(statSync(join(file, '..')).mode & 0o077).toBe(0);
  expect(database.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
  // 2 is FULL.
  expect(database.get('PRAGMA synchronous')).toMatchObject({ synchronous: 2 });
  expect(database.get('PRAGMA foreign_keys')).toMatchObject({ foreign_keys: 1 });
  expect(database.get('PRAGMA busy_timeout')).toMatchObject({ timeout: 5000 });
});

test('applies each migration once', () => {
  const file = freshFile();
  open(file).close();
  const numbers = open(file).all('SELECT number FROM migrations ORDER BY number');
  expect(numbers.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});

test('refuses a database of a newer program, and leaves it alone', () => {
  const file = freshFile();
  const database = open(file);
  database.run('INSERT INTO migrations (number, applied_at) VALUES (?, 0)', migrations.length + 1);
  database.close();
  const before = statSync(file).mtimeMs;
  expect(() => openSqlite(file)).toThrowError(
    expect.objectContaining({ name: 'StorageError', operation: 'sqlite.open' }),
  );
  expect(statSync(file).mtimeMs).toBe(before);
});

test('refuses what is no database', () => {
  expect(() => openSqlite(fileURLToPath(import.meta.url))).toThrowError(
    expect.objectContaining({ name: 'StorageError', operation: 'sqlite.open' }),
  );
});

test('a transaction that throws changes nothing', () => {
  const database = open(':memory:');
  expect(() =>
    database.transaction(() => {
      database.run("INSERT INTO exams (id, opens_at, doc) VALUES ('exam', 1, '{}')");
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(database.get('SELECT count(*) AS total FROM exams')).toMatchObject({ total: 0 });
});

test('a row that does not parse is an error that tells nothing of its content', async () => {
  const file = freshFile();
  open(file).run(
    `INSERT INTO attempts (id, code_hash, exam_id, student_name, state)
     VALUES ('a', 'h', 'exam', 'Ada Lovelace', 'on holiday')`,
  );
  const attempts = await attemptsIn(file);
  const error = await attempts.find('a').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'StorageError', operation: 'attempts.find' });
  expect(String(error)).not.toMatch(/Ada|holiday/);
});

test('what was deleted is nowhere in its files once it is compacted, and it remembers until then', () => {
  const file = freshFile();
  const database = open(file);
  const folder = join(file, '..');
  const found = () =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes('Lovelace'));
  // Rows of all lengths in no order, so that SQLite moves them from page to page.
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { minLength: 200, maxLength: 300 }), (lengths) => {
      for (const [at, length] of lengths.entries()) {
        const of = at % 3 === 0 ? 'Lovelace' : 'another';
        const doc = `${of}${'x'.repeat(length)}`;
        database.run(
          "INSERT INTO actions VALUES (?, ?, 'exam', ?, 'sent', ?)",
          ...[`${(at * 7919) % 1000}-${at}`, of, at, doc],
        );
      }
      expect(found()).not.toEqual([]);
      database.noteDeletion();
      database.run("DELETE FROM actions WHERE attempt_id = 'Lovelace'");
      expect(open(file).needsCompacting).toBe(true);
      database.compact();
      expect(database.needsCompacting).toBe(false);
      expect(found()).toEqual([]);
      database.run('DELETE FROM actions');
    }),
    { numRuns: 4 },
  );
});

test('of eight processes that claim one attempt, one wins', async () => {
  const file = freshFile();
  const attempts = await attemptsIn(file);
  await attempts.create(attemptFor({ id: 'contested' }), 'hash');
  const run = promisify(execFile);
  const claims = await Promise.all(
    Array.from({ length: 8 }, () =>
      run(process.execPath, [otherProcess, 'claim', file, 'contested']),
    ),
  );
  expect(claims.map(({ stdout }) => stdout.trim()).sort()).toEqual([
    ...Array<string>(7).fill('conflict'),
    'won',
  ]);
});

test('whatever was stored before its process was killed is there', async () => {
  const file = freshFile();
  const child = spawn(process.execPath, [otherProcess, 'fill', file]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += String(text);
    if (printed.split('\n').length > 50) break;
  }
  child.kill('SIGKILL');
  if (child.signalCode === null) await once(child, 'exit');
  const stored = await (await attemptsIn(file)).listByExam('exam');
  const ids = stored.map(({ id }) => id);
  // The last line may be half an id.
  const promised = printed.split('\n').slice(0, -1);
  expect(promised.length).toBeGreaterThanOrEqual(50);
  expect(ids).toEqual(expect.arrayContaining(promised));
});
