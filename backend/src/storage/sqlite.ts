import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { z } from 'zod';
import { migrations } from './migrations.ts';
import { StorageError } from './storage-error.ts';

export type SqliteRow = Record<string, SQLOutputValue>;

/** One open database file with its prepared statements. Calls are synchronous: each takes well under a ms. */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The first row, or undefined. */
  get(sql: string, ...parameters: SQLInputValue[]): SqliteRow | undefined {
    return this.#prepared(sql).get(...parameters);
  }

  all(sql: string, ...parameters: SQLInputValue[]): SqliteRow[] {
    return this.#prepared(sql).all(...parameters);
  }

  /** Resolves with the number of rows that it changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...parameters).changes);
  }

  /** All or nothing, and no other process writes in between. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Whether something was deleted since it was compacted, also before a restart. */
  get needsCompacting(): boolean {
    return this.get('PRAGMA user_version')?.['user_version'] === 1;
  }

  /** Something is to be deleted: its bytes are to be gone from the files, too. Durable. */
  noteDeletion(): void {
    if (!this.needsCompacting) this.#database.exec('PRAGMA user_version = 1');
  }

  /**
   * Writes the file anew, and empties the write-ahead log. What is deleted is overwritten by SQLite itself, but
   * copies stay that it made of rows when it moved them from page to page, and in the log. Nothing else is
   * done meanwhile: ten to twenty seconds for each gigabyte.
   * @throws Error where another process is in the way: it is still needed
   */
  compact(): void {
    this.#database.exec('VACUUM');
    this.#database.exec('PRAGMA user_version = 0');
    const outcome = this.get('PRAGMA wal_checkpoint(TRUNCATE)');
    if (outcome?.['busy'] !== 1) return;
    this.noteDeletion();
    throw new Error('another process reads the database');
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/**
 * Opens the file (`:memory:` for none), creating it and its folder where missing, and brings its schema
 * up to date. A committed write survives a crash of the process and of the machine.
 */
export function openSqlite(file: string): SqliteDatabase {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') mkdirSync(dirname(resolve(file)), { recursive: true, mode: 0o700 });
    database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    // What is deleted is overwritten, not merely marked as free: deletion is a promise to students.
    database.exec('PRAGMA secure_delete = ON');
    const opened = new SqliteDatabase(database);
    migrate(database, opened);
    return opened;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw new StorageError('sqlite.open', error);
  }
}

/** Opens a file to read it alone, as it is: of a server that runs, or a copy. @throws StorageError */
export function openSqliteToRead(file: string): SqliteDatabase {
  try {
    return new SqliteDatabase(new DatabaseSync(file, { readOnly: true, timeout: 5000 }));
  } catch (error) {
    throw new StorageError('sqlite.open', error);
  }
}

function migrate(database: DatabaseSync, opened: SqliteDatabase): void {
  // In one transaction: of two processes that open a new file together, one waits and finds it done.
  opened.transaction(() => {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    );
    const done = Number(opened.get('SELECT count(*) AS done FROM migrations')?.['done'] ?? 0);
    if (done > migrations.length) {
      throw new Error(
        `the database is at version ${done}, newer than this program (${migrations.length})`,
      );
    }
    for (const [index, step] of migrations.entries()) {
      if (index < done) continue;
      database.exec(step);
      opened.run(
        'INSERT INTO migrations (number, applied_at) VALUES (?, ?)',
        index + 1,
        Date.now(),
      );
    }
  });
}

/** The record in a row's `doc` column. */
export function readDoc<T>(row: SqliteRow, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(String(row['doc'])));
}
