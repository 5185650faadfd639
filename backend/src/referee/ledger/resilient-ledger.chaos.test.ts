import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CountedType } from '@invigil/shared-types';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { claimOf, entryOf, idsOf } from '../../../test-support/ledger-entries.ts';
import { redisAvailable, startRedis } from '../../../test-support/redis-server.ts';
import type { RedisServer } from '../../../test-support/redis-server.ts';
import { openLog } from '../../ops/index.ts';
import type { LedgerEntry, LedgerResult } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { RedisLedger } from './redis-ledger.ts';
import { ResilientLedger } from './resilient-ledger.ts';

const seed = 20_250_314;
const budgets = { commandTimeoutMs: 250, connectTimeoutMs: 500 };
const attempts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** So long that one counts and no more; and so short that Redis forgets it between two of its troubles. */
const ttls = {
  no_face: 600_000,
  paste: 600_000,
  copy: 800,
  head_turned: 1500,
  gaze_away: 1,
} as const;
type Type = keyof typeof ttls;
const types = Object.keys(ttls) as Type[];

const messages = fc.record({
  attemptId: fc.constantFrom(...attempts),
  types: fc.array(fc.constantFrom(...types), { maxLength: 4 }),
  /** Whether the attempt's latest claims that were fresh come along once more. */
  again: fc.boolean(),
  pauseMs: fc.integer({ min: 0, max: 6 }),
});
const troubles = fc.record({
  kind: fc.constantFrom('restart empty', 'restart with data', 'hang', 'slow' as const),
  forMs: fc.integer({ min: 50, max: 700 }),
  pauseMs: fc.integer({ min: 0, max: 400 }),
});

interface Recorded {
  readonly entry: LedgerEntry;
  readonly result: LedgerResult;
}

/** A Redis that does not have it easy. */
class TroubledRedis {
  readonly #folders: string[] = [];
  #server: RedisServer;

  private constructor(server: RedisServer, folder: string) {
    this.#server = server;
    this.#folders.push(folder);
  }

  static async start(): Promise<TroubledRedis> {
    const folder = newFolder();
    return new TroubledRedis(await startRedis(undefined, { folder }), folder);
  }

  get url(): string {
    return this.#server.url;
  }

  async suffer({ kind, forMs }: { kind: string; forMs: number }): Promise<void> {
    if (kind === 'hang') {
      this.#server.freeze();
      await pause(forMs);
      this.#server.thaw();
    } else if (kind === 'slow') {
      const inspector = new Redis(this.url);
      await inspector.client('PAUSE', forMs);
      inspector.disconnect();
      await pause(forMs);
    } else {
      await this.#server.kill();
      await pause(forMs);
      if (kind === 'restart empty') this.#folders.push(newFolder());
      const folder = this.#folders.at(-1) ?? newFolder();
      this.#server = await startRedis(this.#server.port, { folder });
    }
  }

  async kill(): Promise<void> {
    await this.#server.kill();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'invigil-redis-'));
}

test.skipIf(!redisAvailable)(
  'whatever happens to Redis: what was told to count is counted once, and nothing else',
  { timeout: 60_000 },
  async () => {
    const redis = await TroubledRedis.start();
    onTestFinished(() => redis.kill());
    const ledger = await ResilientLedger.open(
      { url: redis.url, ...budgets, retryFirstMs: 10, retryLongestMs: 100 },
      openLog('silent'),
    );
    onTestFinished(() => ledger.close());
    const modes = new Set<string>();
    ledger.onChange(({ mode }) => modes.add(mode));
    const reference = new MemoryLedger();

    const recorded: Promise<Recorded>[] = [];
    const latest = new Map<string, LedgerEntry>();
    const expected = new Map<string, LedgerResult>();
    async function record(entry: LedgerEntry): Promise<Recorded> {
      const startedAt = performance.now();
      const result = await ledger.record(entry);
      expect(performance.now() - startedAt).toBeLessThan(budgets.commandTimeoutMs + 1000);
      const fresh = entry.claims.filter(({ claimId }) => result.fresh.includes(claimId));
      if (fresh.length > 0) latest.set(entry.attemptId, { ...entry, claims: fresh });
      return { entry, result };
    }

    let troubled = true;
    const trouble = (async () => {
      for (const each of fc.sample(troubles, { seed, numRuns: 14 })) {
        await redis.suffer(each);
        await pause(each.pauseMs);
      }
      troubled = false;
    })();
    const traffic = fc.sample(messages, { seed, numRuns: 20_000 }).values();
    while (troubled) {
      const message = traffic.next().value;
      if (message === undefined) throw new Error('the troubles outlast the traffic');
      const { attemptId } = message;
      const again = message.again ? (latest.get(attemptId)?.claims ?? []) : [];
      const claims = message.types.map((type) => claimOf(type, { ttlMs: ttls[type] }));
      const entry = entryOf([...again, ...claims], { attemptId });
      expected.set(attemptId, await reference.record(entry));
      recorded.push(record(entry));
      await pause(message.pauseMs);
    }
    await trouble;
    await vi.waitFor(() => expect(ledger.state().mode).toBe('normal'), 10_000);
    expect(modes).toEqual(new Set(['degraded', 'recovering', 'normal']));

    const direct = await RedisLedger.connect({ url: redis.url, ...budgets });
    onTestFinished(() => direct.close());
    const all = await Promise.all(recorded);
    for (const attemptId of attempts) {
      const own = all.filter(({ entry }) => entry.attemptId === attemptId);
      // What callers were told, memory, Redis' counts and the claims in Redis: all the same.
      const told = tally(own);
      const durable = await direct.recordKnowing(0, entryOf([], { attemptId }));
      expect(durable.counts).toEqual(told.counts);
      expect(durable.counted?.map(({ claimId }) => claimId).toSorted()).toEqual(
        told.ids.toSorted(),
      );
      expect((await ledger.record(entryOf([], { attemptId }))).counts).toEqual(told.counts);
      // Where Redis' clock plays no part it is exactly what a ledger that is never in trouble counts.
      for (const type of ['no_face', 'paste'] as const) {
        expect(told.counts[type]).toBe(expected.get(attemptId)?.counts[type]);
      }
      expectNoNumberFalls(own);
      expectFreshAgain(own);
      for (const type of types) expectSuppression(own, type);
    }
  },
);

/** The distinct claims that were told to be fresh, and how many there are of each type. */
function tally(recorded: readonly Recorded[]) {
  const ids = new Map<string, CountedType>();
  for (const { entry, result } of recorded) {
    for (const { claimId, type } of entry.claims) {
      if (result.fresh.includes(claimId)) ids.set(claimId, type);
    }
  }
  const counts: Partial<Record<CountedType, number>> = {};
  for (const type of ids.values()) counts[type] = (counts[type] ?? 0) + 1;
  return { ids: [...ids.keys()], counts };
}

function expectNoNumberFalls(recorded: readonly Recorded[]): void {
  let before: LedgerResult['counts'] = {};
  for (const { result } of recorded) {
    for (const type of types) {
      expect(result.counts[type] ?? 0).toBeGreaterThanOrEqual(before[type] ?? 0);
    }
    before = result.counts;
  }
}

/** A claim that was once fresh is so for ever. */
function expectFreshAgain(recorded: readonly Recorded[]): void {
  const known = new Set<string>();
  for (const { entry, result } of recorded) {
    for (const id of idsOf(entry.claims).filter((id) => known.has(id))) {
      expect(result.fresh).toContain(id);
    }
    for (const id of result.fresh) known.add(id);
  }
}

/** Two that count are a TTL apart, and none is suppressed for longer than that. */
function expectSuppression(recorded: readonly Recorded[], type: Type): void {
  const ttlMs = ttls[type];
  /** Redis goes by when it executes a call: as late as the budget allows, and a busy machine. */
  const lateMs = budgets.commandTimeoutMs + 400;
  const seen = new Set<string>();
  let last = -Infinity;
  for (const { entry, result } of recorded) {
    for (const claim of entry.claims.filter((each) => each.type === type)) {
      if (seen.has(claim.claimId)) continue;
      seen.add(claim.claimId);
      if (result.fresh.includes(claim.claimId)) {
        expect(entry.now - last).toBeGreaterThan(ttlMs - lateMs);
        last = entry.now;
      } else {
        expect(entry.now - last).toBeLessThan(ttlMs + lateMs);
      }
    }
  }
}
