import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Whether this worker loads on this machine. Started without its parent it says so and exits with 41;
 * anything else is a missing library, a C library that is too new, or another processor's program.
 */
export function workerRuns(file) {
  if (!existsSync(file)) return false;
  return spawnSync(file, [], { env: {}, stdio: 'ignore', timeout: 10_000 }).status === 41;
}
