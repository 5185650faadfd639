import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { countedTypes } from '@invigil/shared-types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../test-support/child-server.ts';
import { claimOf, entryOf, idsOf } from '../../../test-support/ledger-entries.ts';
import { redisAvailable, startRedis } from '../../../test-support/redis-server.ts';
import type { RedisServer } from '../../../test-support/redis-server.ts';
import { openLog } from '../../ops/index.ts';
import type { Ledger, LedgerClaim, LedgerEntry } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { RedisLedger } from './redis-ledger.ts';
import { ResilientLedger } from './resilient-ledger.ts';

interface LedgerOnTrial {
  open(): Promise<Ledger>;
  now(): number;
  /** Lets time go by for the ledger. */
  pass(ms: number): Promise<void>;
}

function contract(trial: LedgerOnTrial): void {
  /** A ledger until the test ends, and an attempt that nobody else has. */
  async function setUp() {
    const ledger = await trial.open();
    onTestFinished(() => ledger.close());
    const examId = randomUUID();
    const record = (claims: LedgerClaim[], parts: Partial<LedgerEntry> = {}) =>
      ledger.record(entryOf(claims, { examId, now: trial.now(), ...parts }));
    return { ledger, examId, record };
  }

  test('counts what is new and names it fresh', async () => {
    const { record } = await setUp();
    const claims = [claimOf('no_face'), claimOf('paste')];
    expect(await record(claims)).toEqual({
      fresh: idsOf(claims),
      counts: { no_face: 1, paste: 1 },
    });
  });

  test('suppresses a type that was counted, and only that', async () => {
    const { record } = await setUp();
    await record([claimOf('no_face')]);
    const other = claimOf('camera_blackout');
    expect(await record([claimOf('no_face'), other])).toEqual({
      fresh: [other.claimId],
      counts: { no_face: 1, camera_blackout: 1 },
    });
  });

  test('of two of one type in one message the first counts', async () => {
    const { record } = await setUp();
    const [first, second] = [claimOf('no_face'), claimOf('no_face')];
    expect(await record([first, second])).toEqual({
      fresh: [first.claimId],
      counts: { no_face: 1 },
    });
  });

  test('a claim that is in one message twice counts once', async () => {
    const { record } = await setUp();
    const claim = claimOf('no_face');
    expect(await record([claim, claim])).toEqual({
      fresh: [claim.claimId],
      counts: { no_face: 1 },
    });
  });

  test('takes every type at once', async () => {
    const { record } = await setUp();
    const claims = countedTypes.map((type) => claimOf(type));
    expect(await record(claims)).toEqual({
      fresh: idsOf(claims),
      counts: Object.fromEntries(countedTypes.map((type) => [type, 1])),
    });
  });

  test('a message without claims changes nothing and tells the counts', async () => {
    const { record } = await setUp();
    expect(await record([])).toEqual({ fresh: [], counts: {} });
    await record([claimOf('no_face')]);
    expect(await record([])).toEqual({ fresh: [], counts: { no_face: 1 } });
  });

  test('a claim recorded again is fresh again and counts no second time, also after its TTL', async () => {
    const { record } = await setUp();
    const claim = claimOf('no_face', { ttlMs: 600 });
    const once = { fresh: [claim.claimId], counts: { no_face: 1 } };
    await record([claim]);
    expect(await record([claim])).toEqual(once);
    await trial.pass(800);
    expect(await record([claim])).toEqual(once);
    // It suppresses nothing anew either.
    expect((await record([claimOf('no_face')])).counts).toEqual({ no_face: 2 });
  });

  test('a claim that was suppressed may count when it is recorded after the TTL', async () => {
    const { record } = await setUp();
    await record([claimOf('no_face', { ttlMs: 600 })]);
    const second = claimOf('no_face');
    expect((await record([second])).fresh).toEqual([]);
    await trial.pass(800);
    expect(await record([second])).toEqual({ fresh: [second.claimId], counts: { no_face: 2 } });
  });

  test('counts again when the TTL is over, which suppressed ones did not prolong', async () => {
    const { record } = await setUp();
    await record([claimOf('no_face', { ttlMs: 800 }), claimOf('head_turned')]);
    await trial.pass(200);
    expect((await record([claimOf('no_face', { ttlMs: 800 })])).fresh).toEqual([]);
    await trial.pass(750);
    const third = claimOf('no_face');
    expect(await record([third, claimOf('head_turned')])).toEqual({
      fresh: [third.claimId],
      counts: { no_face: 2, head_turned: 1 },
    });
  });

  test('of fifty at once with one type, one counts', async () => {
    const { record } = await setUp();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => record([claimOf('head_turned'), claimOf('copy')])),
    );
    expect(results.flatMap(({ fresh }) => fresh)).toHaveLength(2);
    expect((await record([])).counts).toEqual({ head_turned: 1, copy: 1 });
  });

  test('attempts and exams do not touch each other', async () => {
    const { record } = await setUp();
    const claim = claimOf('no_face');
    const counts = { no_face: 1 };
    await record([claim]);
    expect((await record([claim], { attemptId: 'other' })).counts).toEqual(counts);
    expect((await record([claim], { examId: randomUUID() })).counts).toEqual(counts);
    expect((await record([])).counts).toEqual(counts);
  });

  test('forgets an attempt when nothing was recorded for long enough', async () => {
    const { record } = await setUp();
    // Also what would be suppressed for longer.
    const claim = claimOf('no_face', { ttlMs: 600_000 });
    await record([claim], { expiresInMs: 1200 });
    await trial.pass(300);
    // Each record starts the time anew.
    expect((await record([], { expiresInMs: 1200 })).counts).toEqual({ no_face: 1 });
    await trial.pass(1500);
    expect((await record([])).counts).toEqual({});
    const other = claimOf('no_face');
    expect(await record([other])).toEqual({ fresh: [other.claimId], counts: { no_face: 1 } });
    expect((await record([claim])).fresh).toEqual([]);
  });

  test('forgets an attempt when it is told to, and no other', async () => {
    const { ledger, examId, record } = await setUp();
    await record([claimOf('no_face'), claimOf('paste')]);
    await record([claimOf('no_face')], { attemptId: 'another' });
    await ledger.forget({ examId, attemptId: 'attempt' });
    const again = claimOf('no_face');
    expect(await record([again])).toEqual({ fresh: [again.claimId], counts: { no_face: 1 } });
    expect((await record([], { attemptId: 'another' })).counts).toEqual({ no_face: 1 });
  });

  test('whatever is recorded in whatever order, it says what a ledger in memory says', async () => {
    const ledger = await trial.open();
    onTestFinished(() => ledger.close());
    const few = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const entries = fc.array(
      fc.record({
        attemptId: fc.constantFrom('one', 'two'),
        claims: fc.array(
          fc.record({ claimId: few, type: fc.constantFrom(...countedTypes.slice(0, 4)) }),
          { maxLength: 16 },
        ),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(entries, async (messages) => {
        const examId = randomUUID();
        const memory = new MemoryLedger();
        for (const { attemptId, claims } of messages) {
          const entry = entryOf(
            claims.map((claim) => claimOf(claim.type, claim)),
            { examId, attemptId, now: trial.now() },
          );
          expect(await ledger.record(entry)).toEqual(await memory.record(entry));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('rejects once it is closed', async () => {
    const { ledger, record } = await setUp();
    await ledger.close();
    await ledger.close();
    await expect(record([claimOf('no_face')])).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'ledger.record',
    });
  });
}

describe('Ledger in memory', () => {
  let now = 1_700_000_000_000;
  contract({
    open: () => Promise.resolve(new MemoryLedger()),
    now: () => now,
    pass: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });

  test('keeps nothing of attempts that are long over', async () => {
    const ledger = new MemoryLedger();
    for (let n = 0; n < 10_000; n += 1) {
      const claims = [claimOf('no_face'), claimOf('head_turned')];
      const when = { now: n * 1000, expiresInMs: 60_000 };
      await ledger.record(entryOf(claims, { attemptId: `attempt-${n}`, ...when }));
    }
    // Those of the last minute, and of the minute until the next purge.
    expect(ledger.size).toBeLessThanOrEqual(121);
  });
});

const budgets = { commandTimeoutMs: 2000, connectTimeoutMs: 2000 };
const retries = { retryFirstMs: 1000, retryLongestMs: 1000 };
const realTime = { now: () => Date.now(), pass: (ms: number) => pause(ms) };
const silent = openLog('silent');

describe.skipIf(!redisAvailable)('Ledger on Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.kill());

  describe('by itself', () => {
    contract({ open: () => RedisLedger.connect({ url: server.url, ...budgets }), ...realTime });
  });
  describe('with memory beside it', () => {
    contract({
      open: () => ResilientLedger.open({ url: server.url, ...budgets, ...retries }, silent),
      ...realTime,
    });
  });
});

describe('Ledger on a Redis that is not there', () => {
  contract({
    open: async () => {
      const url = `redis://127.0.0.1:${await freePort()}`;
      return ResilientLedger.open({ url, ...budgets, ...retries }, silent);
    },
    ...realTime,
  });
});
