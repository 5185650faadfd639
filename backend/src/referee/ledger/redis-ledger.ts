import { countedTypes, countedTypeSchema } from '@invigil/shared-types';
import { Redis } from 'ioredis';
import type { Result } from 'ioredis';
import { z } from 'zod';
import { storing } from '../../storage/index.ts';
import type { Account, CountedClaim } from './account.ts';
import type { Ledger, LedgerEntry, LedgerResult } from './ledger.ts';
import { recordScript, reconcileScript } from './redis-scripts.ts';
import { within } from './within.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    invigilRecord(
      keyCount: number,
      ...keysThenArguments: (string | number)[]
    ): Result<unknown, Context>;
    invigilReconcile(
      keyCount: number,
      ...keysThenArguments: (string | number)[]
    ): Result<unknown, Context>;
  }
}

export interface RedisLedgerOptions {
  /** `redis://…` or, with TLS, `rediss://…` */
  readonly url: string;
  /** No call waits longer. Milliseconds. */
  readonly commandTimeoutMs: number;
  /** Connecting, with all that belongs to it, takes no longer. Milliseconds. */
  readonly connectTimeoutMs: number;
}

export interface RedisLedgerResult extends LedgerResult {
  /** Every claim that counts; null where the caller knows them anyway. */
  readonly counted: readonly CountedClaim[] | null;
}

/**
 * Counts in Redis, shared by all processes that use it. Suppression runs by Redis' clock.
 *
 * It is one connection: open from the start, and once lost, lost for good. Whoever wants another one
 * connects again. Nothing queues and nothing is sent twice.
 */
export class RedisLedger implements Ledger {
  /** Resolves, with the reason where it is known, when the connection has ended. */
  readonly lost: Promise<unknown>;
  readonly #redis: Redis;
  readonly #commandTimeoutMs: number;
  #closed = false;

  private constructor(redis: Redis, lost: Promise<unknown>, commandTimeoutMs: number) {
    this.#redis = redis;
    this.lost = lost;
    this.#commandTimeoutMs = commandTimeoutMs;
  }

  /** Rejects with a StorageError when there is no Redis that answers within the connect timeout. */
  static connect(options: RedisLedgerOptions): Promise<RedisLedger> {
    return storing('ledger.connect', async () => {
      const redis = new Redis(options.url, {
        lazyConnect: true,
        connectTimeout: options.connectTimeoutMs,
        // Reconnecting belongs to whoever holds this ledger: that has to go through reconciliation.
        retryStrategy: () => null,
        enableOfflineQueue: false,
        autoResendUnfulfilledCommands: false,
        scripts: {
          invigilRecord: { lua: recordScript },
          invigilReconcile: { lua: reconcileScript },
        },
      });
      let reason: unknown;
      // What goes wrong comes as an event; the promises only tell that the connection is closed.
      redis.on('error', (error: unknown) => (reason ??= error));
      const lost = new Promise((resolve) => redis.once('close', () => resolve(reason)));
      try {
        await within(options.connectTimeoutMs, redis.connect());
      } catch (error) {
        redis.disconnect();
        throw reason ?? error;
      }
      return new RedisLedger(redis, lost, options.commandTimeoutMs);
    });
  }

  async record(entry: LedgerEntry): Promise<LedgerResult> {
    const { fresh, counts } = await this.recordKnowing(-1, entry);
    return { fresh, counts };
  }

  /** As `record`, and tells all claims where their number is another than `known` and those just counted. */
  recordKnowing(known: number, entry: LedgerEntry): Promise<RedisLedgerResult> {
    const { claims, expiresInMs } = entry;
    const keys = keysOf(entry);
    return this.#call('ledger.record', async () => {
      const reply = await this.#redis.invigilRecord(
        2 + claims.length,
        keys.claims,
        keys.counts,
        ...claims.map(({ type }) => keys.suppressed(type)),
        expiresInMs,
        known,
        // An attempt that is forgotten suppresses nothing any more.
        ...claims.flatMap(({ claimId, type, ttlMs }) => [
          claimId,
          type,
          Math.min(ttlMs, expiresInMs),
        ]),
      );
      return readReply(reply);
    });
  }

  /**
   * Makes Redis contain at least what the account says, and nothing of what it disowns. Idempotent.
   * Resolves with every claim that counts in Redis then, also those of other processes.
   */
  reconcile(account: Account): Promise<readonly CountedClaim[]> {
    const keys = keysOf(account);
    const { counted, disowned, suppressing } = account.statement();
    const now = Date.now();
    const toJson = ({ claimId, type, suppressesUntil }: CountedClaim) => ({
      claimId,
      type,
      remainingMs: suppressesUntil - now,
    });
    return this.#call('ledger.reconcile', async () => {
      const reply = await this.#redis.invigilReconcile(
        2 + suppressing.length,
        keys.claims,
        keys.counts,
        ...suppressing.map(({ type }) => keys.suppressed(type)),
        Math.max(1, account.expiresAt - now),
        JSON.stringify({
          counted: counted.map(toJson),
          disowned,
          suppressing: suppressing.map(toJson),
        }),
      );
      return readReply(reply).counted ?? [];
    });
  }

  /** Rejects with a StorageError where Redis does not answer in time. */
  forget(attempt: Pick<LedgerEntry, 'examId' | 'attemptId'>): Promise<void> {
    const keys = keysOf(attempt);
    return this.#call('ledger.forget', async () => {
      await this.#redis.del(keys.claims, keys.counts, ...countedTypes.map(keys.suppressed));
    });
  }

  /** Rejects with a StorageError when Redis does not take what is written, or not in time. */
  probe(): Promise<void> {
    return this.#call('ledger.probe', async () => {
      await this.#redis.set('invigil:probe', '1', 'PX', this.#commandTimeoutMs);
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#redis.disconnect();
    return Promise.resolve();
  }

  /** A call whose script Redis has forgotten takes two round trips; the budget is for both. */
  #call<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return storing(operation, () => {
      if (this.#closed) throw new Error('the ledger is closed');
      return within(this.#commandTimeoutMs, work());
    });
  }
}

function keysOf({ examId, attemptId }: { examId: string; attemptId: string }) {
  // What is between the braces decides on the slot of a cluster.
  const attempt = `invigil:{${examId}:${attemptId}}`;
  return {
    claims: `${attempt}:claims`,
    counts: `${attempt}:counts`,
    suppressed: (type: string) => `${attempt}:suppressed:${type}`,
  };
}

const replySchema = z.tuple([
  z.array(z.string()),
  z.array(z.string()),
  z.number(),
  z.array(z.string()).nullable(),
]);
const countSchema = z.coerce.number().int().positive();

function readReply(reply: unknown): RedisLedgerResult {
  const [fresh, tally, redisNow, rulings] = replySchema.parse(reply);
  return {
    fresh: [...new Set(fresh)],
    counts: Object.fromEntries(readCounts(tally)),
    counted: rulings === null ? null : [...readClaims(rulings, Date.now() - redisNow)],
  };
}

/** Types of another version of this program, beside this one for a while, are not ours to count. */
function* readCounts(tally: readonly string[]) {
  for (const [field, count] of pairs(tally)) {
    const type = countedTypeSchema.safeParse(field);
    if (type.success) yield [type.data, countSchema.parse(count)] as const;
  }
}

/** @param ahead how much our clock is ahead of Redis', milliseconds */
function* readClaims(rulings: readonly string[], ahead: number): Generator<CountedClaim> {
  for (const [claimId, ruling] of pairs(rulings)) {
    const [kind, until] = ruling.split(' ');
    const type = countedTypeSchema.safeParse(kind);
    if (type.success) {
      yield { claimId, type: type.data, suppressesUntil: Number(until) + ahead };
    }
  }
}

function* pairs(fields: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    yield [fields[index] ?? '', fields[index + 1] ?? ''];
  }
}
