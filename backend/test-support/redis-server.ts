import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startChildServer } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { findProgram } from './find-program.ts';

const program = findProgram('redis-server');

export const redisAvailable = program !== undefined;
if (!redisAvailable) process.stdout.write('Redis adapters: skipped, no server\n');

export interface RedisServer extends ChildServer {
  readonly url: string;
}

export interface RedisServerOptions {
  /** Where it writes down what it is told, so that one started there again knows it. Default: nowhere. */
  readonly folder?: string;
  /** A cluster of this one node: it refuses what does not keep to the rules of clusters. */
  readonly cluster?: boolean;
}

/**
 * A real Redis.
 *
 * @param port default: a free one
 */
export async function startRedis(
  port?: number,
  options: RedisServerOptions = {},
): Promise<RedisServer> {
  if (program === undefined) throw new Error('there is no redis-server');
  const { folder, cluster = false } = options;
  const scratch = mkdtempSync(join(tmpdir(), 'invigil-redis-'));
  const settings: Record<string, string | number> = {
    bind: '127.0.0.1',
    loglevel: 'warning',
    save: '',
    dir: folder ?? scratch,
    appendonly: folder === undefined ? 'no' : 'yes',
    // The port of a cluster's nodes among themselves is otherwise 10,000 above, which may not exist.
    ...(cluster ? { 'cluster-enabled': 'yes', 'cluster-port': await freePort() } : {}),
  };
  const server = await startChildServer(
    program,
    (free) =>
      Object.entries({ port: free, ...settings }).flatMap(([name, value]) => [
        `--${name}`,
        String(value),
      ]),
    port === undefined ? {} : { port },
  );
  return {
    ...server,
    url: `redis://127.0.0.1:${server.port}`,
    kill: async () => {
      await server.kill();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
