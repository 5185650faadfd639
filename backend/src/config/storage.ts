import { join } from 'node:path';
import { z } from 'zod';
import type { recordsVariables } from './records.ts';
import { flag, milliseconds, text, timerMs, url, type Values } from './values.ts';

/** Where everything is kept. */
export const storageVariables = {
  INVIGIL_STORE: z.enum(['sqlite', 'mongo']).default('sqlite'),
  INVIGIL_MONGO_URL: url(/^mongodb(\+srv)?:\/\//, 'mongodb://host/database').default(
    'mongodb://127.0.0.1:27017/invigil',
  ),
  INVIGIL_LEDGER: z.enum(['memory', 'redis']).default('memory'),
  INVIGIL_REDIS_URL: url(/^rediss?:\/\//, 'redis://host:6379').default('redis://127.0.0.1:6379'),
  /** Longest wait for one Redis command, milliseconds. Nobody's request waits longer. */
  INVIGIL_REDIS_TIMEOUT_MS: milliseconds.min(10).max(10_000).default(250),
  /** Longest wait for a connection to Redis, milliseconds. */
  INVIGIL_REDIS_CONNECT_TIMEOUT_MS: milliseconds.min(10).max(30_000).default(500),
  /** While Redis is away: first pause between two tries, milliseconds. Doubles, with jitter. */
  INVIGIL_REDIS_RETRY_FIRST_MS: timerMs.default(100),
  /** While Redis is away: longest pause between two tries, milliseconds. */
  INVIGIL_REDIS_RETRY_LONGEST_MS: timerMs.default(5_000),
  INVIGIL_EVIDENCE: z.enum(['folder', 's3']).default('folder'),
  INVIGIL_S3_ENDPOINT: z.url().optional(),
  INVIGIL_S3_REGION: text.default('us-east-1'),
  INVIGIL_S3_BUCKET: text.min(3).max(63).default('invigil-evidence'),
  INVIGIL_S3_ACCESS_KEY_ID: text.optional(),
  INVIGIL_S3_SECRET_ACCESS_KEY: text.optional(),
  /** Bucket in the path instead of the host name; what MinIO wants. */
  INVIGIL_S3_FORCE_PATH_STYLE: flag.default(true),
};

/** @param dataDir folder of everything that the embedded default keeps */
export const storageConfig = (
  env: Values<typeof storageVariables & typeof recordsVariables>,
  dataDir: string,
) => ({
  store:
    env.INVIGIL_STORE === 'mongo'
      ? {
          kind: 'mongo',
          url: env.INVIGIL_MONGO_URL,
          eventLogDays: env.INVIGIL_EVENT_LOG_DAYS,
        }
      : { kind: 'sqlite', file: join(dataDir, 'invigil.sqlite') },
  ledger:
    env.INVIGIL_LEDGER === 'redis'
      ? {
          kind: 'redis',
          url: env.INVIGIL_REDIS_URL,
          commandTimeoutMs: env.INVIGIL_REDIS_TIMEOUT_MS,
          connectTimeoutMs: env.INVIGIL_REDIS_CONNECT_TIMEOUT_MS,
          retryFirstMs: env.INVIGIL_REDIS_RETRY_FIRST_MS,
          retryLongestMs: env.INVIGIL_REDIS_RETRY_LONGEST_MS,
        }
      : { kind: 'memory' },
  evidence:
    env.INVIGIL_EVIDENCE === 's3'
      ? {
          kind: 's3',
          endpoint: env.INVIGIL_S3_ENDPOINT,
          region: env.INVIGIL_S3_REGION,
          bucket: env.INVIGIL_S3_BUCKET,
          accessKeyId: env.INVIGIL_S3_ACCESS_KEY_ID,
          secretAccessKey: env.INVIGIL_S3_SECRET_ACCESS_KEY,
          forcePathStyle: env.INVIGIL_S3_FORCE_PATH_STYLE,
        }
      : { kind: 'folder', folder: join(dataDir, 'evidence') },
});
