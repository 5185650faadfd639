import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { GivenUpJob } from './job-queue.ts';

const givenUpSchema = z.object({
  key: z.string(),
  payload: z.string(),
  attempts: z.number(),
  reason: z.string(),
  at: z.number(),
});
type StoredGivenUp = z.infer<typeof givenUpSchema>;

/**
 * What was given up, beside BullMQ's queues: one hash for each kind, by the jobs' keys, so that a job can be
 * found again; BullMQ itself has it as completed. Rejects as Redis does.
 */
export class GivenUpInRedis {
  readonly #redis: Redis;
  readonly #prefix: string;

  /** @param prefix of the keys of all queues */
  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async put(kind: string, job: StoredGivenUp): Promise<void> {
    await this.#redis.hset(this.#hash(kind), job.key, JSON.stringify(job));
  }

  /** Null where there is none. */
  async find(kind: string, key: string): Promise<StoredGivenUp | null> {
    const found = await this.#redis.hget(this.#hash(kind), key);
    return found === null ? null : givenUpSchema.parse(JSON.parse(found));
  }

  /** Newest first. */
  async list(kind: string, limit: number): Promise<GivenUpJob[]> {
    const found = await this.#redis.hvals(this.#hash(kind));
    return found
      .map((json) => givenUpSchema.parse(JSON.parse(json)))
      .sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1))
      .slice(0, limit)
      .map(({ key, attempts, reason, at }) => ({ kind, key, attempts, reason, at }));
  }

  count(kind: string): Promise<number> {
    return this.#redis.hlen(this.#hash(kind));
  }

  /** Resolves with how many there were. */
  async remove(kind: string, keys: readonly string[]): Promise<number> {
    return keys.length === 0 ? 0 : this.#redis.hdel(this.#hash(kind), ...keys);
  }

  /** Removes those under these keys, or under ones that begin with one of them and a colon. */
  async removeAbout(kind: string, keys: ReadonlySet<string>): Promise<number> {
    const all = await this.#redis.hkeys(this.#hash(kind));
    return this.remove(
      kind,
      all.filter((key) => keys.has(key.replace(/:.*$/, ''))),
    );
  }

  #hash(kind: string): string {
    return `${this.#prefix}:${kind}:given-up`;
  }
}
