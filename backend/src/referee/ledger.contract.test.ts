import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { catalogue } from '@invigil/shared-types';
import type { ViolationType } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ChildServer } from '../../test-support/child-server.ts';
import { redisAvailable, startRedis } from '../../test-support/redis-server.ts';
import { catalogueTtl } from './ledger.ts';
import type { Ledger, LedgerEntry, TtlOf } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { openRedisLedger } from './redis-ledger.ts';

/** Short, because one of the ledgers has a clock that tests can't set. */
const ttls: Record<ViolationType, number> = {
  multiple_faces: 600,
  no_face: 600,
  head_turned: 60_000,
  camera_blackout: 60_000,
};
const shortTtl: TtlOf = (type) => ttls[type];

interface LedgerOnTrial {
  open(ttlOf: TtlOf): Promise<Ledger>;
  now(): number;
  /** Lets time go by for the ledger. */
  pass(ms: number): Promise<void>;
}

function contract(trial: LedgerOnTrial): void {
  /** A ledger until the test ends, and an attempt that nobody else has. */
  async function setUp() {
    const ledger = await trial.open(shortTtl);
    onTestFinished(() => ledger.close());
    const examId = randomUUID();
    const record = (types: ViolationType[], parts: Partial<LedgerEntry> = {}) =>
      ledger.record({
        examId,
        attemptId: 'attempt',
        types,
        now: trial.now(),
        expiresInMs: 60_000,
        ...parts,
      });
    return { ledger, record };
  }

  test('counts what is new and names it fresh', async () => {
    const { record } = await setUp();
    expect(await record(['no_face', 'head_turned'])).toEqual({
      fresh: ['no_face', 'head_turned'],
      counts: { no_face: 1, head_turned: 1 },
    });
  });

  test('suppresses a type that was counted, and only that', async () => {
    const { record } = await setUp();
    await record(['no_face']);
    expect(await record(['no_face', 'camera_blackout'])).toEqual({
      fresh: ['camera_blackout'],
      counts: { no_face: 1, camera_blackout: 1 },
    });
  });

  test('a type that occurs twice in a report counts once', async () => {
    const { record } = await setUp();
    expect(await record(['no_face', 'no_face'])).toEqual({
      fresh: ['no_face'],
      counts: { no_face: 1 },
    });
  });

  test('a report without violations changes nothing and tells the counts', async () => {
    const { record } = await setUp();
    expect(await record([])).toEqual({ fresh: [], counts: {} });
    await record(['no_face']);
    expect(await record([])).toEqual({ fresh: [], counts: { no_face: 1 } });
  });

  test('counts again when the TTL is over, which suppressed ones did not prolong', async () => {
    const { record } = await setUp();
    await record(['no_face', 'head_turned']);
    await trial.pass(200);
    expect((await record(['no_face'])).fresh).toEqual([]);
    await trial.pass(500);
    expect(await record(['no_face', 'head_turned'])).toEqual({
      fresh: ['no_face'],
      counts: { no_face: 2, head_turned: 1 },
    });
  });

  test('of fifty at once with one type, one counts', async () => {
    const { record } = await setUp();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => record(['head_turned', 'camera_blackout'])),
    );
    expect(results.filter(({ fresh }) => fresh.includes('head_turned'))).toHaveLength(1);
    expect((await record([])).counts).toEqual({ head_turned: 1, camera_blackout: 1 });
  });

  test('attempts and exams do not touch each other', async () => {
    const { record } = await setUp();
    await record(['no_face']);
    expect((await record(['no_face'], { attemptId: 'other' })).counts).toEqual({ no_face: 1 });
    expect((await record(['no_face'], { examId: randomUUID() })).counts).toEqual({ no_face: 1 });
    expect((await record([])).counts).toEqual({ no_face: 1 });
  });

  test('forgets an attempt when nothing was recorded for long enough', async () => {
    const { record } = await setUp();
    await record(['no_face'], { expiresInMs: 600 });
    await trial.pass(200);
    // Each record starts the time anew.
    expect((await record([], { expiresInMs: 600 })).counts).toEqual({ no_face: 1 });
    await trial.pass(800);
    expect(await record(['no_face'])).toEqual({ fresh: ['no_face'], counts: { no_face: 1 } });
  });

  test('rejects once it is closed', async () => {
    const { ledger, record } = await setUp();
    await ledger.close();
    await ledger.close();
    await expect(record(['no_face'])).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'ledger.record',
    });
  });
}

describe('the TTLs', () => {
  test("are the catalogue's unless told otherwise", async () => {
    const ledger = new MemoryLedger();
    const record = (now: number) =>
      ledger.record({ examId: 'e', attemptId: 'a', types: ['no_face'], now, expiresInMs: 1e9 });
    await record(0);
    expect((await record(catalogue.no_face.ttlMs - 1)).fresh).toEqual([]);
    expect((await record(catalogue.no_face.ttlMs)).fresh).toEqual(['no_face']);
    expect(catalogueTtl('multiple_faces')).toBe(45_000);
  });
});

describe('Ledger in memory', () => {
  let now = 1_700_000_000_000;
  contract({
    open: (ttlOf) => Promise.resolve(new MemoryLedger(ttlOf)),
    now: () => now,
    pass: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });

  test('keeps nothing of attempts that are long over', async () => {
    const ledger = new MemoryLedger();
    for (let n = 0; n < 10_000; n += 1) {
      await ledger.record({
        examId: 'exam',
        attemptId: `attempt-${n}`,
        types: ['no_face', 'head_turned'],
        now: n * 1000,
        expiresInMs: 60_000,
      });
    }
    // Those of the last minute, and of the minute until the next purge.
    expect(ledger.size).toBeLessThanOrEqual(121);
  });
});

describe.skipIf(!redisAvailable)('Ledger on Redis', () => {
  let server: ChildServer & { url: string };
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.kill());
  contract({
    open: (ttlOf) => openRedisLedger({ url: server.url, commandTimeoutMs: 2000, ttlOf }),
    now: () => Date.now(),
    pass: (ms) => pause(ms),
  });
});
