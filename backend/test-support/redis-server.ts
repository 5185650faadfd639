import { tmpdir } from 'node:os';
import { startChildServer } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { findProgram } from './find-program.ts';

const program = findProgram('redis-server');

export const redisAvailable = program !== undefined;
if (!redisAvailable) process.stdout.write('Redis adapters: skipped, no server\n');

/** A real Redis that keeps everything in memory. */
export async function startRedis(port?: number): Promise<ChildServer & { url: string }> {
  if (program === undefined) throw new Error('there is no redis-server');
  const server = await startChildServer(
    program,
    (free) =>
      `--port ${free} --bind 127.0.0.1 --appendonly no --loglevel warning --dir ${tmpdir()}`
        .split(' ')
        .concat('--save', ''),
    port === undefined ? {} : { port },
  );
  return { ...server, url: `redis://127.0.0.1:${server.port}` };
}
