import { setTimeout as pause } from 'node:timers/promises';
import { violationTypes } from '@invigil/shared-types';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../test-support/child-server.ts';
import type { ChildServer } from '../../test-support/child-server.ts';
import { redisAvailable, startRedis } from '../../test-support/redis-server.ts';
import type { Ledger } from './ledger.ts';
import { openRedisLedger } from './redis-ledger.ts';

const commandTimeoutMs = 250;
/** What a busy machine may add to the budget. */
const slackMs = 1000;

const failure = { name: 'StorageError', operation: 'ledger.record' };

async function open(url: string): Promise<Ledger> {
  const ledger = await openRedisLedger({ url, commandTimeoutMs });
  onTestFinished(() => ledger.close());
  return ledger;
}

function recordIn(ledger: Ledger, attemptId: string, types = [...violationTypes]) {
  return ledger.record({
    examId: 'exam',
    attemptId,
    types,
    now: Date.now(),
    expiresInMs: 3_600_000,
  });
}

async function failsInTime(ledger: Ledger): Promise<void> {
  const startedAt = performance.now();
  await expect(recordIn(ledger, 'any')).rejects.toMatchObject(failure);
  expect(performance.now() - startedAt).toBeLessThan(commandTimeoutMs + slackMs);
}

/** Calls of every command since the last reset: those that clients sent and those that scripts made. */
async function commandCalls(redis: Redis): Promise<Record<string, number>> {
  const calls: Record<string, number> = {};
  for (const [, name, count] of (await redis.info('commandstats')).matchAll(
    /^cmdstat_([^:]+):calls=(\d+)/gm,
  )) {
    if (name !== undefined) calls[name] = Number(count);
  }
  return calls;
}

describe.skipIf(!redisAvailable)('the ledger on a healthy Redis', () => {
  let server: ChildServer & { url: string };
  let inspector: Redis;
  beforeAll(async () => {
    server = await startRedis();
    inspector = new Redis(server.url);
  });
  afterAll(async () => {
    inspector?.disconnect();
    await server?.kill();
  });

  test.for([0, 1, 2, 3, 4])('a report of %i violations is one round trip', async (violations) => {
    const ledger = await open(server.url);
    const types = violationTypes.slice(0, violations);
    await inspector.config('RESETSTAT');
    for (let n = 0; n < 100; n += 1) await recordIn(ledger, `attempt-${violations}-${n}`, types);
    const {
      eval: evals = 0,
      evalsha = 0,
      set = 0,
      hincrby = 0,
      ...others
    } = await commandCalls(inspector);
    // The first call of a connection brings the script along; the others name it.
    expect({ evals, evalsha }).toEqual({ evals: 1, evalsha: 99 });
    // Made by the script inside the server: no round trips.
    expect({ set, hincrby }).toEqual({ set: 100 * violations, hincrby: 100 * violations });
    expect(others).toEqual({ pexpire: 100, hgetall: 100, 'config|resetstat': 1 });
  });

  test('the keys of an attempt share a hash slot, and all of them expire', async () => {
    const ledger = await open(server.url);
    await recordIn(ledger, 'slots');
    const keys = await inspector.keys('*{exam:slots}*');
    expect(keys).toHaveLength(1 + violationTypes.length);
    for (const key of keys) expect(await inspector.pttl(key)).toBeGreaterThan(0);
  });

  test('a restarted Redis that lost the script is served as before', async () => {
    const ledger = await open(server.url);
    await recordIn(ledger, 'flushed');
    await inspector.script('FLUSH');
    expect((await recordIn(ledger, 'flushed')).fresh).toEqual([]);
  });
});

describe.skipIf(!redisAvailable)('the ledger on a failing Redis', () => {
  test('absent at the start: opens, rejects, and is there when Redis is', async () => {
    const port = await freePort();
    const ledger = await open(`redis://127.0.0.1:${port}`);
    await failsInTime(ledger);
    const server = await startRedis(port);
    onTestFinished(() => server.kill());
    await vi.waitFor(() => recordIn(ledger, 'late'), { timeout: 5000 });
  });

  test('killed: rejects within the budget, and comes back with it', async () => {
    const server = await startRedis();
    onTestFinished(() => server.kill());
    const ledger = await open(server.url);
    await recordIn(ledger, 'killed');
    await server.kill();
    await failsInTime(ledger);
    await pause(300);
    await failsInTime(ledger);
    const again = await startRedis(server.port);
    onTestFinished(() => again.kill());
    const { counts } = await vi.waitFor(() => recordIn(ledger, 'killed'), { timeout: 5000 });
    expect(counts.no_face).toBe(1);
  });

  test('killed while it answers: whoever waits is rejected within the budget', async () => {
    const server = await startRedis();
    onTestFinished(() => server.kill());
    const ledger = await open(server.url);
    server.freeze();
    const waiting = failsInTime(ledger);
    await pause(50);
    await server.kill();
    await waiting;
  });

  test('hung: rejects within the budget, and goes on when Redis does', async () => {
    const server = await startRedis();
    onTestFinished(() => server.kill());
    const ledger = await open(server.url);
    server.freeze();
    await failsInTime(ledger);
    server.thaw();
    await vi.waitFor(() => recordIn(ledger, 'thawed'), { timeout: 5000 });
  });

  test('hung at the start: opening does not wait for it', async () => {
    const server = await startRedis();
    onTestFinished(() => server.kill());
    server.freeze();
    const startedAt = performance.now();
    const ledger = await open(server.url);
    expect(performance.now() - startedAt).toBeLessThan(500 + slackMs);
    await failsInTime(ledger);
    server.thaw();
    await vi.waitFor(() => recordIn(ledger, 'thawed'), { timeout: 5000 });
  });
});
