import { violationTypeSchema } from '@invigil/shared-types';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Result } from 'ioredis';
import { z } from 'zod';
import { storing } from '../storage/index.ts';
import { catalogueTtl } from './ledger.ts';
import type { Ledger, LedgerEntry, LedgerResult, TtlOf } from './ledger.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    invigilRecord(
      keyCount: number,
      ...keysThenArguments: (string | number)[]
    ): Result<unknown, Context>;
  }
}

export interface RedisLedgerOptions {
  url: string;
  /** No call waits longer. Milliseconds. */
  commandTimeoutMs: number;
  /** Milliseconds. Default 500. */
  connectTimeoutMs?: number;
  /** Longest pause between two attempts to connect. Milliseconds. Default 500. */
  longestRetryPauseMs?: number;
  ttlOf?: TtlOf;
}

/**
 * One script, so one round trip whatever the number of violations, and nothing in between.
 * KEYS: the counts' hash, then one key per violation that exists while it is suppressed.
 * ARGV: the counts' lifetime in ms, then type and TTL in ms per violation.
 */
const recordScript = `
local fresh = {}
for i = 2, #KEYS do
  local kind, ttl = ARGV[2 * i - 2], ARGV[2 * i - 1]
  if redis.call('SET', KEYS[i], '1', 'NX', 'PX', ttl) then
    redis.call('HINCRBY', KEYS[1], kind, 1)
    fresh[#fresh + 1] = kind
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return { fresh, redis.call('HGETALL', KEYS[1]) }
`;

const replySchema = z.tuple([
  z.array(violationTypeSchema),
  // Field and value by turns.
  z.array(z.string()),
]);
const countSchema = z.coerce.number().int().positive();

/**
 * Shared by all processes that use one Redis (or one cluster: the hash tag keeps an attempt's keys
 * together). Suppression runs by Redis' clock.
 *
 * Opening waits for the connection, but no longer than the connect timeout: an absent Redis keeps no
 * server from starting. From then on it connects in the background, again and again. While there is no connection `record` rejects at once,
 * and with a server that does not answer after the command timeout: nothing queues, nothing hangs.
 */
export async function openRedisLedger(options: RedisLedgerOptions): Promise<Ledger> {
  const ttlOf = options.ttlOf ?? catalogueTtl;
  const connectTimeout = options.connectTimeoutMs ?? 500;
  const longestPause = options.longestRetryPauseMs ?? 500;
  const redis = new Redis(options.url, {
    commandTimeout: options.commandTimeoutMs,
    connectTimeout,
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(50 * attempt, longestPause),
    scripts: { invigilRecord: { lua: recordScript } },
  });
  // Whoever records learns of it from the rejection; without a listener the client prints every failure.
  redis.on('error', () => {});
  let closed = false;
  await Promise.race([redis.connect().catch(() => {}), pause(connectTimeout)]);

  return {
    record: (entry) =>
      storing('ledger.record', async () => {
        if (closed) throw new Error('the ledger is closed');
        return readReply(await redis.invigilRecord(...toCommand(entry, ttlOf)));
      }),

    close: () => {
      closed = true;
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

function toCommand(
  { examId, attemptId, types, expiresInMs }: LedgerEntry,
  ttlOf: TtlOf,
): [number, ...(string | number)[]] {
  const distinct = [...new Set(types)];
  const attempt = `invigil:{${examId}:${attemptId}}`;
  return [
    1 + distinct.length,
    `${attempt}:counts`,
    ...distinct.map((type) => `${attempt}:suppressed:${type}`),
    expiresInMs,
    ...distinct.flatMap((type) => [type, ttlOf(type)]),
  ];
}

function readReply(reply: unknown): LedgerResult {
  const [fresh, fields] = replySchema.parse(reply);
  const counts: LedgerResult['counts'] = {};
  for (let index = 0; index + 1 < fields.length; index += 2) {
    counts[violationTypeSchema.parse(fields[index])] = countSchema.parse(fields[index + 1]);
  }
  return { fresh, counts };
}
