import { countedTypes } from '@invigil/shared-types';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../../test-support/child-server.ts';
import { claimOf, entryOf, idsOf } from '../../../test-support/ledger-entries.ts';
import { redisAvailable, startRedis } from '../../../test-support/redis-server.ts';
import type { RedisServer } from '../../../test-support/redis-server.ts';
import { Account } from './account.ts';
import type { LedgerEntry } from './ledger.ts';
import { RedisLedger } from './redis-ledger.ts';

const commandTimeoutMs = 250;
/** What a busy machine may add to a budget. */
const slackMs = 1000;
const claimsOfAllTypes = () => countedTypes.map((type) => claimOf(type));

async function connect(url: string): Promise<RedisLedger> {
  const ledger = await RedisLedger.connect({ url, commandTimeoutMs, connectTimeoutMs: 500 });
  onTestFinished(() => ledger.close());
  return ledger;
}

/** An account in memory that has recorded these. */
function accountOf(...entries: [LedgerEntry, ...LedgerEntry[]]): Account {
  const account = new Account(entries[0]);
  for (const entry of entries) {
    account.expiresAt = entry.now + entry.expiresInMs;
    account.record(entry);
  }
  return account;
}

async function inTime<T>(budgetMs: number, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    expect(performance.now() - startedAt).toBeLessThan(budgetMs + slackMs);
  }
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
  let server: RedisServer;
  let inspector: Redis;
  beforeAll(async () => {
    server = await startRedis();
    inspector = new Redis(server.url);
  });
  afterAll(async () => {
    inspector?.disconnect();
    await server?.kill();
  });

  test.for([0, 1, 2, 5, 8, 16])('a message with %i claims is one round trip', async (n) => {
    const ledger = await connect(server.url);
    const types = Array.from({ length: n }, (_, index) => countedTypes[index % 15] ?? 'no_face');
    await inspector.config('RESETSTAT');
    for (let each = 0; each < 100; each += 1) {
      const attemptId = `round-trips-${n}-${each}`;
      await ledger.record(
        entryOf(
          types.map((type) => claimOf(type)),
          { attemptId },
        ),
      );
    }
    const { eval: evals, evalsha, ...others } = await commandCalls(inspector);
    // The first call of a connection brings the script along; the others name it.
    expect({ evals, evalsha }).toEqual({ evals: 1, evalsha: 99 });
    // Made by the script, inside the server. Nothing else was sent.
    const counted = Math.min(n, 15);
    expect(others).toEqual({
      'config|resetstat': 1,
      time: 100,
      pexpire: 200,
      hgetall: 100,
      ...(n === 0
        ? {}
        : { hget: 100 * n, set: 100 * n, hset: 100 * counted, hincrby: 100 * counted }),
    });
  });

  test('all keys of an attempt expire with it', async () => {
    const ledger = await connect(server.url);
    await ledger.record(entryOf(claimsOfAllTypes(), { attemptId: 'expiry', expiresInMs: 60_000 }));
    const keys = await inspector.keys('*expiry*');
    expect(keys).toHaveLength(2 + countedTypes.length);
    for (const key of keys) {
      expect(await inspector.pttl(key)).toBeGreaterThan(0);
      expect(await inspector.pttl(key)).toBeLessThanOrEqual(60_000);
    }
  });

  test('a Redis that has lost the script is served as before', async () => {
    const ledger = await connect(server.url);
    await ledger.record(entryOf([claimOf('no_face')], { attemptId: 'flushed' }));
    await inspector.script('FLUSH');
    const again = await ledger.record(entryOf([claimOf('no_face')], { attemptId: 'flushed' }));
    expect(again).toEqual({ fresh: [], counts: { no_face: 1 } });
  });

  test('tells all claims to whoever knows of another number', async () => {
    const ledger = await connect(server.url);
    const now = Date.now();
    const entry = (type: 'no_face' | 'paste' | 'copy') =>
      entryOf([claimOf(type, { ttlMs: 60_000 })], { attemptId: 'known', now });
    const [first, second, third] = [entry('no_face'), entry('paste'), entry('copy')];
    expect((await ledger.recordKnowing(0, first)).counted).toBeNull();
    expect((await ledger.recordKnowing(1, second)).counted).toBeNull();
    const { counted } = await ledger.recordKnowing(1, third);
    expect(counted?.map(({ claimId }) => claimId).toSorted()).toEqual(
      [first, second, third].flatMap(({ claims }) => idsOf(claims)).toSorted(),
    );
    for (const { suppressesUntil } of counted ?? []) {
      expect(Math.abs(suppressesUntil - now - 60_000)).toBeLessThan(slackMs);
    }
  });

  describe('brought up to date', () => {
    test('contains what the account says, however often it is told', async () => {
      const ledger = await connect(server.url);
      const claims = claimsOfAllTypes();
      const entry = entryOf(claims, { attemptId: 'told' });
      const account = accountOf(entry);
      for (let times = 0; times < 3; times += 1) {
        expect(new Set((await ledger.reconcile(account)).map(({ claimId }) => claimId))).toEqual(
          new Set(idsOf(claims)),
        );
      }
      // The claims are known, and their types suppressed.
      expect(await ledger.record(entry)).toEqual({ fresh: idsOf(claims), counts: account.counts });
      expect((await ledger.record({ ...entry, claims: claimsOfAllTypes() })).fresh).toEqual([]);
      for (const key of await inspector.keys('*told*')) {
        expect(await inspector.pttl(key)).toBeGreaterThan(0);
      }
    });

    test('keeps what others counted, and tells it', async () => {
      const ledger = await connect(server.url);
      const [theirs, ours] = [claimOf('no_face'), claimOf('no_face', { ttlMs: 1 })];
      await ledger.record(entryOf([theirs], { attemptId: 'shared' }));
      const account = accountOf(entryOf([ours], { attemptId: 'shared' }));
      const all = await ledger.reconcile(account);
      expect(all.map(({ claimId }) => claimId).toSorted()).toEqual(
        idsOf([theirs, ours]).toSorted(),
      );
      // Their suppression outlasts ours.
      const next = await ledger.record(entryOf([claimOf('no_face')], { attemptId: 'shared' }));
      expect(next).toEqual({ fresh: [], counts: { no_face: 2 } });
    });

    test('takes back a claim that was suppressed, and takes it no more', async () => {
      const ledger = await connect(server.url);
      const [first, second] = [claimOf('no_face'), claimOf('no_face', { ttlMs: 60_000 })];
      const late = entryOf([second], { attemptId: 'disowned' });
      const before = entryOf([first], { attemptId: 'disowned', now: late.now - 599_000 });
      const account = accountOf(before, late);
      account.disown([second.claimId]);
      // Redis executes what it was once sent: before it is told, and after.
      expect((await ledger.record(late)).fresh).toEqual([second.claimId]);
      expect((await ledger.reconcile(account)).map(({ claimId }) => claimId)).toEqual([
        first.claimId,
      ]);
      expect(await ledger.record(late)).toEqual({ fresh: [], counts: { no_face: 1 } });
      // And the suppression that came with it ends when the first one's does.
      const [suppression] = await inspector.keys('*disowned*:suppressed:*');
      expect(await inspector.pttl(suppression ?? '')).toBeLessThanOrEqual(1000);
    });

    test('goes by the account for how long its own claims suppress, where they came late', async () => {
      const ledger = await connect(server.url);
      const claim = claimOf('no_face', { ttlMs: 60_000 });
      const entry = entryOf([claim], { attemptId: 'late', now: Date.now() - 60_000 });
      const account = accountOf(entry);
      await ledger.record(entry);
      await ledger.reconcile(account);
      const next = await ledger.record(entryOf([claimOf('no_face')], { attemptId: 'late' }));
      expect(next.counts).toEqual({ no_face: 2 });
    });

    test('repairs what somebody else has spoilt', async () => {
      const ledger = await connect(server.url);
      const claim = claimOf('no_face');
      const entry = entryOf([claim], { attemptId: 'spoilt' });
      const tag = 'invigil:{exam:spoilt}';
      for (const key of ['claims', 'counts', 'suppressed:no_face']) {
        await inspector.lpush(`${tag}:${key}`, 'nonsense');
      }
      await expect(ledger.record(entry)).rejects.toMatchObject({ operation: 'ledger.record' });
      await ledger.reconcile(accountOf(entry));
      expect(await ledger.record(entry)).toEqual({
        fresh: [claim.claimId],
        counts: { no_face: 1 },
      });
    });
  });

  test('types that this version does not know are left alone', async () => {
    const ledger = await connect(server.url);
    const [claim, entry] = [claimOf('no_face'), { attemptId: 'newer' }];
    await ledger.record(entryOf([claim], entry));
    await inspector.hset('invigil:{exam:newer}:counts', 'of_tomorrow', '3');
    await inspector.hset('invigil:{exam:newer}:claims', 'x', 'of_tomorrow 1');
    const { counts, counted } = await ledger.recordKnowing(1, entryOf([], entry));
    expect(counts).toEqual({ no_face: 1 });
    expect(counted?.map(({ claimId }) => claimId)).toEqual([claim.claimId]);
  });
});

test.skipIf(!redisAvailable)(
  'a cluster takes all that the ledger does, an attempt in one slot',
  async () => {
    const server = await startRedis(undefined, { cluster: true });
    onTestFinished(() => server.kill());
    const inspector = new Redis(server.url);
    onTestFinished(() => inspector.disconnect());
    await inspector.cluster('ADDSLOTSRANGE', 0, 16_383);
    await vi.waitFor(
      async () => expect(await inspector.cluster('INFO')).toContain('state:ok'),
      10_000,
    );
    // It does refuse what does not belong together.
    await expect(inspector.mset('one', 1, 'two', 2)).rejects.toThrow('CROSSSLOT');

    const ledger = await connect(server.url);
    await ledger.probe();
    const entry = entryOf(claimsOfAllTypes());
    expect((await ledger.record(entry)).fresh).toEqual(idsOf(entry.claims));
    expect(await ledger.reconcile(accountOf(entry))).toHaveLength(entry.claims.length);
    const slotsOf = async (keys: string[]) =>
      new Set(await Promise.all(keys.map((key) => inspector.cluster('KEYSLOT', key))));
    const keys = await inspector.keys('*attempt*');
    expect(keys).toHaveLength(2 + countedTypes.length);
    const slots = await slotsOf(keys);
    expect(slots.size).toBe(1);
    expect(await slotsOf(['invigil:{exam:other}:claims'])).not.toEqual(slots);
  },
);

describe.skipIf(!redisAvailable)('the ledger on a failing Redis', () => {
  let server: RedisServer;
  async function start(): Promise<RedisLedger> {
    server = await startRedis();
    onTestFinished(() => server.kill());
    return connect(server.url);
  }
  const record = (ledger: RedisLedger) => () => ledger.record(entryOf([claimOf('no_face')]));
  const failure = { name: 'StorageError', operation: 'ledger.record' };

  test('absent: connecting rejects, and says why', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    await expect(inTime(500, () => connect(url))).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'ledger.connect',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  test('hung: connecting rejects within its budget', async () => {
    await start();
    server.freeze();
    await expect(inTime(500, () => connect(server.url))).rejects.toMatchObject({
      operation: 'ledger.connect',
    });
  });

  test('killed: rejects, and the connection is lost for good', async () => {
    const ledger = await start();
    await server.kill();
    await ledger.lost;
    await expect(inTime(0, record(ledger))).rejects.toMatchObject(failure);
    const again = await startRedis(server.port);
    onTestFinished(() => again.kill());
    await expect(record(ledger)()).rejects.toMatchObject(failure);
  });

  test('killed while it is asked: rejects', async () => {
    const ledger = await start();
    server.freeze();
    const asked = expect(inTime(commandTimeoutMs, record(ledger))).rejects.toMatchObject(failure);
    await server.kill();
    await asked;
  });

  test('hung: rejects within the budget', async () => {
    const ledger = await start();
    server.freeze();
    await expect(inTime(commandTimeoutMs, record(ledger))).rejects.toMatchObject(failure);
    server.thaw();
  });

  test('full: rejects, and the probe says so', async () => {
    const ledger = await start();
    const inspector = new Redis(server.url);
    onTestFinished(() => inspector.disconnect());
    await ledger.probe();
    await inspector.config('SET', 'maxmemory', '1');
    await expect(record(ledger)()).rejects.toMatchObject(failure);
    await expect(ledger.probe()).rejects.toMatchObject({ operation: 'ledger.probe' });
  });
});
