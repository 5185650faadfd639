import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startChildServer } from './child-server.ts';
import { findProgram } from './find-program.ts';

export interface MongoServer {
  /** Of a database that nobody else uses. */
  freshUrl(): string;
  kill(): Promise<void>;
}

type Source =
  | { kind: 'url'; url: string }
  | { kind: 'mongod'; program: string }
  | { kind: 'compatible'; program: string; arguments: readonly string[] };

/** What `scripts/set-up/steps/mongo-test-server.mjs` leaves behind. */
const installedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mongod'), program: z.string() }),
  z.object({
    kind: z.literal('compatible'),
    program: z.string(),
    /** `{port}` stands for the port. */
    arguments: z.array(z.string()),
  }),
]);

const source = findSource();

export const mongoAvailable = source !== undefined;
if (!mongoAvailable) process.stdout.write('MongoDB adapters: skipped, no server\n');

/** A server that this process may kill, or the one that `MONGO_TEST_URL` names, which is left running. */
export async function startMongo(): Promise<MongoServer> {
  switch (source?.kind) {
    case undefined:
      throw new Error('there is no MongoDB server');
    case 'url': {
      const { url } = source;
      return { freshUrl: () => withDatabase(url), kill: () => Promise.resolve() };
    }
    case 'mongod': {
      const folder = mkdtempSync(join(tmpdir(), 'invigil-mongo-'));
      const server = await startChildServer(source.program, (port) => [
        '--port',
        `${port}`,
        '--bind_ip',
        '127.0.0.1',
        '--dbpath',
        folder,
        '--quiet',
      ]);
      return {
        freshUrl: () => withDatabase(`mongodb://127.0.0.1:${server.port}`),
        kill: async () => {
          await server.kill();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    }
    case 'compatible': {
      const template = source.arguments;
      const server = await startChildServer(source.program, (port) =>
        template.map((each) => each.replace('{port}', `${port}`)),
      );
      return {
        freshUrl: () => withDatabase(`mongodb://127.0.0.1:${server.port}`),
        kill: () => server.kill(),
      };
    }
  }
}

/** Whether tests may kill the server they were given. */
export const mongoMayBeKilled = mongoAvailable && source?.kind !== 'url';

function findSource(): Source | undefined {
  const url = process.env['MONGO_TEST_URL'];
  if (url) return { kind: 'url', url };
  const mongod = findProgram('mongod');
  if (mongod !== undefined) return { kind: 'mongod', program: mongod };
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const note = join(cache, 'invigil', 'mongo-test-server', 'installed.json');
  if (!existsSync(note)) return undefined;
  const installed = installedSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
  return existsSync(installed.program) ? installed : undefined;
}

/** Keeps the options: a replica set's name, a user's source of authentication. */
function withDatabase(url: string): string {
  const database = `invigil_test_${randomUUID().replaceAll('-', '')}`;
  return url.replace(/^([^:]+:\/\/[^/?]+)(\/[^?]*)?/, `$1/${database}`);
}
