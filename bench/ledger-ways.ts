import type { Redis } from 'ioredis';
import type { LedgerClaim } from '../backend/src/referee/ledger/ledger.ts';
import type { RedisLedger } from '../backend/src/referee/ledger/redis-ledger.ts';
import { entryOf } from '../backend/test-support/ledger-entries.ts';

/** Counts one message of one attempt. */
export interface Way {
  count(attemptId: string, claims: readonly LedgerClaim[]): Promise<unknown>;
  /** Whether it sends several commands before it waits for an answer. */
  readonly batches: boolean;
}

const keyOf = (attemptId: string, what: string): string => `bench:{${attemptId}}:${what}`;
const lifetimeMs = 3_600_000;

/** SET NX PX for each violation, HINCRBY for each that is new, HGETALL: one after the other. */
export const oneByOne = (redis: Redis): Way => ({
  batches: false,
  count: async (attemptId, claims) => {
    const counts = keyOf(attemptId, 'counts');
    for (const { claimId, type, ttlMs } of claims) {
      const key = keyOf(attemptId, type);
      if ((await redis.set(key, claimId, 'PX', ttlMs, 'NX')) === 'OK') {
        await redis.hincrby(counts, type, 1);
      }
    }
    return redis.hgetall(counts);
  },
});

/** The same commands, in as few batches as they allow: which are new has to be known before they count. */
export const inBatches = (redis: Redis): Way => ({
  batches: true,
  count: async (attemptId, claims) => {
    const counts = keyOf(attemptId, 'counts');
    const asking = redis.pipeline();
    for (const { claimId, type, ttlMs } of claims) {
      asking.set(keyOf(attemptId, type), claimId, 'PX', ttlMs, 'NX');
    }
    const answers = claims.length === 0 ? [] : ((await asking.exec()) ?? []);
    const counting = redis.pipeline();
    for (const [index, [, answer]] of answers.entries()) {
      if (answer === 'OK') counting.hincrby(counts, claims[index]?.type ?? '', 1);
    }
    return counting.hgetall(counts).exec();
  },
});

/** One call, with everything that the server does with its answer. */
export const oneCall = (ledger: RedisLedger): Way => ({
  batches: false,
  count: (attemptId, claims) =>
    ledger.record(entryOf(claims, { attemptId, expiresInMs: lifetimeMs })),
});
