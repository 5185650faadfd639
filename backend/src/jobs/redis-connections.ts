import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../ops/index.ts';

export interface RedisConnectionOptions {
  /** `redis://…` or, with TLS, `rediss://…` */
  readonly url: string;
  readonly connectTimeoutMs: number;
  /** While Redis is away: first and longest pause between two tries; they double. Milliseconds. */
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
}

type Behaviour = Pick<
  RedisOptions,
  'enableOfflineQueue' | 'autoResendUnfulfilledCommands' | 'commandTimeout' | 'maxRetriesPerRequest'
>;

/** The connections of one queue to Redis. That it is away, and that it is back, is logged once for all. */
export class RedisConnections {
  readonly #log: Log;
  readonly #options: RedisConnectionOptions;
  readonly #open: Redis[] = [];
  #away = false;

  constructor(log: Log, options: RedisConnectionOptions) {
    this.#log = log;
    this.#options = options;
  }

  /** Whether it was away when it was last looked for. */
  get away(): boolean {
    return this.#away;
  }

  /** A connection that is looked for from now on, on and on. */
  open(behaviour: Behaviour): Redis {
    const { url, connectTimeoutMs, retryFirstMs, retryLongestMs } = this.#options;
    const redis = new Redis(url, {
      connectTimeout: connectTimeoutMs,
      retryStrategy: (tries) => Math.min(retryFirstMs * 2 ** (tries - 1), retryLongestMs),
      ...behaviour,
    });
    redis.on('error', (error: unknown) => {
      if (!this.#away) this.#log.warn({ err: error }, 'Redis is away: jobs wait');
      this.#away = true;
    });
    redis.on('ready', () => {
      if (this.#away) this.#log.info('Redis is there: jobs run');
      this.#away = false;
    });
    this.#open.push(redis);
    return redis;
  }

  /** Waits for nothing. */
  close(): void {
    for (const redis of this.#open.splice(0)) redis.disconnect();
  }
}
