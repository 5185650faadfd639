import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { faultWords, walkChain, type AuditStore } from '../backend/src/audit/index.ts';
import { createSqliteAuditStore } from '../backend/src/audit/sqlite-audit-store.ts';
import { readConfig } from '../backend/src/config.ts';
import { openSqliteToRead } from '../backend/src/storage/sqlite.ts';

/* Checks the chain of the audit log: of a server that runs, or of a copy of its database. Changes nothing. */

const usage = `npm run verify-audit [-- --data-dir FOLDER | --mongo URL]

  --data-dir FOLDER  the data folder of a server, or of a copy (default: INVIGIL_DATA_DIR, ./data)
  --mongo URL        a MongoDB database (default: INVIGIL_MONGO_URL, where INVIGIL_STORE is mongo)

Prints how many entries there are and the newest one's fingerprint, or names the first one at which the chain
does not hold; exit code 1 then, and 2 where the log cannot be read. That entries were cut off at the end shows
only by the fingerprint: compare it with one that was kept elsewhere.
`;

interface OpenLog {
  readonly store: Pick<AuditStore, 'list'>;
  /** Where it is, for people: no password in it. */
  readonly where: string;
  close(): Promise<void>;
}

async function open(dataDir: string | undefined, mongo: string | undefined): Promise<OpenLog> {
  const config = readConfig({
    ...process.env,
    ...(dataDir === undefined ? {} : { INVIGIL_STORE: 'sqlite', INVIGIL_DATA_DIR: dataDir }),
    ...(mongo === undefined ? {} : { INVIGIL_STORE: 'mongo', INVIGIL_MONGO_URL: mongo }),
  });
  const { store } = config.storage;
  if (store.kind === 'sqlite') {
    const file = resolve(store.file);
    if (!existsSync(file)) throw new Error(`There is no database at ${file}.`);
    const database = openSqliteToRead(file);
    const close = () => Promise.resolve(database.close());
    return { store: createSqliteAuditStore(database), where: file, close };
  }
  const { openMongo } = await import('../backend/src/storage/mongo.ts');
  const { openMongoAuditStore } = await import('../backend/src/audit/mongo-audit-store.ts');
  const connection = await openMongo(store.url);
  const where = join(connection.host, connection.name);
  return {
    store: await openMongoAuditStore(connection),
    where,
    close: () => connection.close(),
  };
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string' },
      mongo: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (values['data-dir'] !== undefined && values.mongo !== undefined) {
    throw new Error('--data-dir and --mongo do not go together.');
  }
  const log = await open(values['data-dir'], values.mongo);
  try {
    const report = await walkChain(log.store);
    if (report.broken !== null) {
      process.stdout.write(`${log.where}\n${faultWords(report)}.\n`);
      return 1;
    }
    process.stdout.write(`${log.where}\n${report.entries} entries, chain whole.\n`);
    if (report.newest !== null) process.stdout.write(`Newest: ${report.newest}\n`);
    return 0;
  } finally {
    await log.close();
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
