import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { countedTypes, type CountedType, type OperatingMode } from '@invigil/shared-types';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../../test-support/child-server.ts';
import { claimOf, entryOf } from '../../../test-support/ledger-entries.ts';
import { redisAvailable, startRedis } from '../../../test-support/redis-server.ts';
import type { RedisServer } from '../../../test-support/redis-server.ts';
import { openLog } from '../../ops/index.ts';
import type { LedgerClaim, LedgerEntry } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { RedisLedger } from './redis-ledger.ts';
import { ResilientLedger } from './resilient-ledger.ts';

const connectTimeoutMs = 500;
const retries = { retryFirstMs: 20, retryLongestMs: 200 };
/** For a Redis that hangs, or is slow. */
const short = { commandTimeoutMs: 250 };
/** For one that answers, be it with an error: a busy machine must not make it look slow. */
const long = { commandTimeoutMs: 1500 };
/** What a busy machine may add to a budget. */
const slackMs = 1000;

/** A Redis until the test ends, under the port of one that was there before if need be. */
async function serve(port?: number, folder?: string): Promise<RedisServer> {
  const server = await startRedis(port, folder === undefined ? {} : { folder });
  onTestFinished(() => server.kill());
  return server;
}

/** A ledger until the test ends, and one in memory that is told the same. */
async function open(url: string, budget: typeof short = long) {
  const lines: string[] = [];
  const log = openLog('trace', { write: (line) => void lines.push(line) });
  const options = { url, connectTimeoutMs, ...budget, ...retries };
  const ledger = await ResilientLedger.open(options, log);
  onTestFinished(() => ledger.close());
  const modes: OperatingMode[] = [ledger.state().mode];
  ledger.onChange(({ mode }) => modes.push(mode));
  const reference = new MemoryLedger();

  /** Records, in time, and says what a ledger in memory says. */
  async function record(claims: LedgerClaim[], parts: Partial<LedgerEntry> = {}) {
    const entry = entryOf(claims, parts);
    const expected = await reference.record(entry);
    const startedAt = performance.now();
    const result = await ledger.record(entry);
    expect(performance.now() - startedAt).toBeLessThan(budget.commandTimeoutMs + slackMs);
    expect(result).toEqual(expected);
    return result;
  }
  const until = (mode: OperatingMode) =>
    vi.waitFor(() => expect(ledger.state().mode).toBe(mode), 10_000);
  /** What Redis itself counts, and that it is what memory counts. */
  async function durable(parts: Partial<LedgerEntry> = {}) {
    const redis = await RedisLedger.connect({ url, connectTimeoutMs, ...long });
    onTestFinished(() => redis.close());
    const result = await redis.record(entryOf([], parts));
    expect(result).toEqual(await reference.record(entryOf([], parts)));
    return result.counts;
  }
  return { ledger, modes, lines, record, until, durable };
}

function inspect(server: RedisServer): Redis {
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  return redis;
}

const claims = (...types: CountedType[]) => types.map((type) => claimOf(type));

describe.skipIf(!redisAvailable)('a ledger whose Redis', () => {
  test('is absent at the start: counts in memory, and in Redis once that is there', async () => {
    const port = await freePort();
    const startedAt = performance.now();
    const { modes, record, until, durable } = await open(`redis://127.0.0.1:${port}`);
    expect(performance.now() - startedAt).toBeLessThan(connectTimeoutMs + slackMs);
    expect(modes).toEqual(['degraded']);
    await record(claims('no_face', 'paste'));
    await record(claims('no_face', 'multiple_faces'), { attemptId: 'other' });
    await serve(port);
    await until('normal');
    expect(modes).toEqual(['degraded', 'recovering', 'normal']);
    expect(await durable()).toEqual({ no_face: 1, paste: 1 });
    expect(await durable({ attemptId: 'other' })).toEqual({ no_face: 1, multiple_faces: 1 });
    await record(claims('no_face', 'copy'));
    expect(await durable()).toEqual({ no_face: 1, paste: 1, copy: 1 });
  });

  test('hangs at the start: opening does not wait for it', async () => {
    const server = await serve();
    server.freeze();
    const startedAt = performance.now();
    const { modes, record, until, durable } = await open(server.url, short);
    expect(performance.now() - startedAt).toBeLessThan(connectTimeoutMs + slackMs);
    await record(claims('no_face'));
    server.thaw();
    await until('normal');
    expect(modes[0]).toBe('degraded');
    expect(await durable()).toEqual({ no_face: 1 });
  });

  test('is killed and comes back empty: no number changes, and it gets everything back', async () => {
    const server = await serve();
    const { modes, record, until, durable } = await open(server.url);
    const told = claims('no_face', 'paste');
    await record(told);
    await server.kill();
    await record(claims('no_face', 'multiple_faces'));
    expect(modes).toEqual(['normal', 'degraded']);
    await record(told);
    await record(claims('copy'), { attemptId: 'begun meanwhile' });
    await serve(server.port);
    await until('normal');
    expect(await durable()).toEqual({ no_face: 1, paste: 1, multiple_faces: 1 });
    expect(await durable({ attemptId: 'begun meanwhile' })).toEqual({ copy: 1 });
    // Claims are known, and types suppressed, as if nothing had been.
    await record([...told, ...claims('paste', 'multiple_faces')]);
    expect(modes).toEqual(['normal', 'degraded', 'recovering', 'normal']);
  });

  test('is killed and comes back with its data: nothing is counted twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'invigil-redis-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = await serve(undefined, folder);
    const { record, until, durable } = await open(server.url);
    await record([claimOf('no_face', { ttlMs: 1 }), claimOf('paste')]);
    await server.kill();
    await pause(5);
    await record(claims('no_face', 'paste', 'copy'));
    await serve(server.port, folder);
    await until('normal');
    expect(await durable()).toEqual({ no_face: 2, paste: 1, copy: 1 });
    await record(claims('no_face', 'paste', 'copy'));
  });

  test('comes back with what another process counted: memory learns it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'invigil-redis-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    let server = await serve(undefined, folder);
    const other = await RedisLedger.connect({ url: server.url, connectTimeoutMs, ...long });
    await other.record(entryOf(claims('no_face', 'paste')));
    await server.kill();
    const { ledger, until } = await open(server.url);
    await ledger.record(entryOf(claims('copy')));
    server = await serve(server.port, folder);
    await until('normal');
    await server.kill();
    await until('degraded');
    expect(await ledger.record(entryOf(claims('no_face')))).toEqual({
      fresh: [],
      counts: { no_face: 1, paste: 1, copy: 1 },
    });
  });

  test('is brought up to date while counting goes on: nothing falls in between', async () => {
    const port = await freePort();
    const { ledger, modes, record, until, durable } = await open(`redis://127.0.0.1:${port}`);
    const attemptIds = Array.from({ length: 100 }, (_, n) => `attempt-${n}`);
    for (const attemptId of attemptIds) await record(claims('no_face'), { attemptId });
    const left = countedTypes
      .filter((type) => type !== 'no_face')
      .flatMap((type) => attemptIds.map((attemptId) => ({ type, attemptId })));
    let atOnce: Promise<unknown> = Promise.resolve();
    ledger.onChange(({ mode }) => {
      if (mode !== 'recovering') return;
      atOnce = (async () => {
        while (ledger.state().mode === 'recovering') {
          const next = left.shift();
          if (next !== undefined) await record(claims(next.type), { attemptId: next.attemptId });
          // More slowly than Redis learns, so that it catches up while this goes on.
          await pause(1);
        }
      })();
    });
    await serve(port);
    await until('normal');
    await atOnce;
    expect(modes).toEqual(['degraded', 'recovering', 'normal']);
    const recorded = 14 * attemptIds.length - left.length;
    expect(recorded).toBeGreaterThan(0);
    for (const attemptId of attemptIds) await durable({ attemptId });
  });

  test('restarts while nobody asks it: gets everything back nevertheless', async () => {
    const server = await serve();
    const { modes, record, until, durable } = await open(server.url);
    await record(claims('no_face'));
    await server.kill();
    await serve(server.port);
    await vi.waitFor(() => expect(modes).toEqual(['normal', 'degraded', 'recovering', 'normal']));
    await until('normal');
    expect(await durable()).toEqual({ no_face: 1 });
  });

  test('hangs: calls that it executes later count as memory decided', async () => {
    const server = await serve();
    const { ledger, modes, record, until, durable } = await open(server.url, short);
    await record([claimOf('no_face', { ttlMs: 1200 })]);
    server.freeze();
    // Suppressed now; when Redis executes this, it would no longer be.
    const late = record([claimOf('no_face'), claimOf('paste')]);
    const alsoLate = record(claims('paste', 'copy'));
    await late;
    await alsoLate;
    expect(modes).toEqual(['normal', 'degraded']);
    // Nobody waits any more.
    const startedAt = performance.now();
    for (let n = 0; n < 20; n += 1) await ledger.record(entryOf([]));
    expect(performance.now() - startedAt).toBeLessThan(short.commandTimeoutMs);
    await pause(1300);
    server.thaw();
    await until('normal');
    expect(await durable()).toEqual({ no_face: 1, paste: 1, copy: 1 });
    await record(claims('no_face', 'paste'));
    expect(await durable()).toEqual({ no_face: 2, paste: 1, copy: 1 });
  });

  test('hangs: of what it was asked at once, memory decides in the same order', async () => {
    const server = await serve();
    const { record, until, durable } = await open(server.url, short);
    server.freeze();
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => record(claims(n % 2 === 0 ? 'paste' : 'no_face'))),
    );
    server.thaw();
    await until('normal');
    expect(await durable()).toEqual({ paste: 1, no_face: 1 });
  });

  test('is slow: nobody waits longer than the budget', async () => {
    const server = await serve();
    const { modes, record, until, durable } = await open(server.url, short);
    await inspect(server).client('PAUSE', 1500);
    await record(claims('no_face'));
    expect(modes).toEqual(['normal', 'degraded']);
    await record(claims('no_face', 'paste'));
    await until('normal');
    expect(await durable()).toEqual({ no_face: 1, paste: 1 });
  });

  test('is full: is left alone until it takes what is written', async () => {
    const server = await serve();
    const { modes, record, until, durable } = await open(server.url);
    const inspector = inspect(server);
    await record(claims('no_face'));
    await inspector.config('SET', 'maxmemory', '1');
    await record(claims('paste'));
    expect(modes).toEqual(['normal', 'degraded']);
    await inspector.config('RESETSTAT');
    for (let n = 0; n < 20; n += 1) await record(claims('copy', 'no_face'));
    // It was tried, a few times; it was not asked to count.
    await vi.waitFor(async () =>
      expect(await inspector.info('commandstats')).toMatch(/cmdstat_set:.*rejected_calls=[1-9]/),
    );
    expect(await inspector.info('commandstats')).not.toMatch(/cmdstat_eval/);
    expect(modes).toEqual(['normal', 'degraded']);
    await inspector.config('SET', 'maxmemory', '0');
    await until('normal');
    expect(await durable()).toEqual({ no_face: 1, paste: 1, copy: 1 });
  });

  test('has an attempt that somebody has spoilt: it is repaired', async () => {
    const server = await serve();
    const { modes, record, until, durable } = await open(server.url);
    await record(claims('no_face'));
    await inspect(server).set('invigil:{exam:attempt}:counts', 'nonsense');
    await record(claims('no_face', 'paste'));
    await until('normal');
    expect(modes).toEqual(['normal', 'degraded', 'recovering', 'normal']);
    expect(await durable()).toEqual({ no_face: 1, paste: 1 });
  });

  test('is emptied without a word: that is noticed, and it gets everything back', async () => {
    const server = await serve();
    const { modes, record, until, durable } = await open(server.url);
    await record(claims('no_face', 'paste'));
    await inspect(server).flushall();
    await record(claims('no_face'));
    expect(modes).toEqual(['normal', 'degraded']);
    await until('normal');
    expect(await durable()).toEqual({ no_face: 1, paste: 1 });
  });

  test('keeps failing: what is counted meanwhile is in it in the end', async () => {
    let server = await serve();
    const { record, until, durable } = await open(server.url);
    for (const type of ['no_face', 'paste', 'copy', 'head_turned'] as const) {
      await server.kill();
      await record(claims(type));
      server = await serve(server.port);
      await until('normal');
    }
    expect(await durable()).toEqual({ no_face: 1, paste: 1, copy: 1, head_turned: 1 });
  });

  test('serves two processes: each goes on from what both have counted', async () => {
    const server = await serve();
    const [one, two] = [await open(server.url), await open(server.url)];
    const entry = entryOf(claims('no_face', 'paste'));
    await one.ledger.record(entry);
    const learned = entryOf(claims('no_face', 'copy'));
    const counts = { no_face: 1, paste: 1, copy: 1 };
    expect(await two.ledger.record(learned)).toEqual({
      fresh: [learned.claims[1]?.claimId],
      counts,
    });
    await server.kill();
    await Promise.all([one.until('degraded'), two.until('degraded')]);
    const inMemory = await two.ledger.record(entryOf(claims('paste', 'head_turned')));
    expect(inMemory.counts).toEqual({ ...counts, head_turned: 1 });
    // The second one also knows the claims themselves.
    expect((await two.ledger.record(entry)).fresh).toHaveLength(2);
    await serve(server.port);
    await Promise.all([one.until('normal'), two.until('normal')]);
    for (const { ledger } of [one, two]) {
      expect((await ledger.record(entryOf([]))).counts).toEqual({ ...counts, head_turned: 1 });
    }
  });

  test('has another password: says so, but not which', async () => {
    const server = await serve();
    await inspect(server).config('SET', 'requirepass', 'right-password');
    const { modes, lines, record } = await open(server.url.replace('//', '//:wrong-password@'));
    await record(claims('no_face'));
    expect(modes).toEqual(['degraded']);
    const text = lines.join('');
    expect(text).toContain('WRONGPASS');
    expect(text).not.toContain('wrong-password');
  });
});

describe.skipIf(!redisAvailable)('a resilient ledger', () => {
  test('writes one line for each change, and listeners that fail do no harm', async () => {
    const server = await serve();
    const { ledger, lines, record, until } = await open(server.url);
    ledger.onChange(() => {
      throw new Error('a listener fails');
    });
    await server.kill();
    await until('degraded');
    await record(claims('no_face'));
    await serve(server.port);
    await until('normal');
    const said = (text: string) => lines.filter((line) => line.includes(text)).length;
    expect(said('"mode":"degraded"')).toBe(1);
    expect(said('connection lost')).toBe(1);
    expect(said('"mode":"recovering"')).toBe(1);
    expect(said('"mode":"normal"')).toBe(1);
    expect(said('a listener fails')).toBe(3);
  });

  test('tells whoever waits when it is closed, and stops trying', async () => {
    const server = await serve();
    const { ledger } = await open(server.url);
    server.freeze();
    const waiting = expect(ledger.record(entryOf(claims('no_face')))).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'ledger.record',
    });
    await ledger.close();
    await waiting;
    await ledger.close();
  });

  test('stops trying when it is closed while Redis is away', async () => {
    const { ledger, lines } = await open(`redis://127.0.0.1:${await freePort()}`);
    await ledger.close();
    const before = lines.length;
    await pause(5 * retries.retryLongestMs);
    expect(lines.slice(before)).toEqual([]);
    expect(ledger.state().mode).toBe('degraded');
  });

  test('forgets attempts that are long over', async () => {
    const server = await serve();
    const { ledger, until } = await open(server.url);
    let now = Date.now();
    const recordMany = async (): Promise<void> => {
      for (let n = 0; n < 1000; n += 1) {
        now += 1000;
        const entry = { attemptId: `attempt-${now}`, now, expiresInMs: 60_000 };
        await ledger.record(entryOf(claims('no_face'), entry));
      }
      // Those of the last minute, and of the minute until the next purge.
      expect(ledger.size).toBeLessThanOrEqual(121);
    };
    await recordMany();
    await server.kill();
    await until('degraded');
    await recordMany();
  });
});
