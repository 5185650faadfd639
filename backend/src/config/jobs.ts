import { z } from 'zod';
import type { storageVariables } from './storage.ts';
import { flag, milliseconds, timerMs, type Values } from './values.ts';

const retries = z.coerce.number().int().min(0).max(100);
const concurrency = z.coerce.number().int().min(1).max(100);
const delayFactor = z.coerce.number().min(1).max(10);

/** Work that is done later: reports, mail, webhooks. */
export const jobsVariables = {
  /** Where the queue is kept. Default: `redis` where the ledger is in Redis, else beside the records. */
  INVIGIL_JOBS: z.enum(['embedded', 'redis']).optional(),
  /** How long a process that is heard of no more keeps the jobs it had begun, milliseconds. */
  INVIGIL_JOBS_LEASE_MS: timerMs.min(1_000).default(30_000),
  /** Embedded queue: longest time between two looks for jobs that another process added, milliseconds. */
  INVIGIL_JOBS_LOOK_MS: timerMs.default(15_000),
  /** Each pause between two tries at a job is so many times the one before. */
  INVIGIL_JOBS_DELAY_FACTOR: delayFactor.default(4),

  /** Tries at a report after the first one. */
  INVIGIL_REPORT_RETRIES: retries.default(5),
  /** Pause before the second try, and the longest one, milliseconds. */
  INVIGIL_REPORT_FIRST_DELAY_MS: milliseconds.default(5_000),
  INVIGIL_REPORT_LONGEST_DELAY_MS: milliseconds.default(3_600_000),
  /** Reports that are written at once. */
  INVIGIL_REPORT_CONCURRENCY: concurrency.default(1),

  /** Tries at a mail after the first one. */
  INVIGIL_MAIL_RETRIES: retries.default(6),
  INVIGIL_MAIL_FIRST_DELAY_MS: milliseconds.default(15_000),
  INVIGIL_MAIL_LONGEST_DELAY_MS: milliseconds.default(6 * 3_600_000),
  INVIGIL_MAIL_CONCURRENCY: concurrency.default(2),

  /** Tries at a webhook's delivery after the first one; with the pauses below about a day. */
  INVIGIL_WEBHOOK_RETRIES: retries.default(7),
  INVIGIL_WEBHOOK_FIRST_DELAY_MS: milliseconds.default(15_000),
  INVIGIL_WEBHOOK_LONGEST_DELAY_MS: milliseconds.default(24 * 3_600_000),
  INVIGIL_WEBHOOK_CONCURRENCY: concurrency.default(16),
  /** A delivery whose answer has not begun by then has failed; one that has not ended is cut short, milliseconds. */
  INVIGIL_WEBHOOK_TIMEOUT_MS: timerMs.default(10_000),
  /** Who takes longer to answer is waited for by one delivery at a time, by others only so long, milliseconds. */
  INVIGIL_WEBHOOK_SLOW_MS: timerMs.default(2_000),
  /** What is read of an answer, bytes; nothing is done with it. */
  INVIGIL_WEBHOOK_ANSWER_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024),
  /** Webhooks may be in private networks and on this machine, and go by http. */
  INVIGIL_WEBHOOK_ALLOW_PRIVATE: flag.default(false),
  /** Days that a delivery stays in its webhook's log. */
  INVIGIL_WEBHOOK_LOG_DAYS: z.coerce.number().int().positive().max(3650).default(30),
  /** Webhooks that there may be. */
  INVIGIL_WEBHOOK_LIMIT: z.coerce.number().int().positive().max(1000).default(20),
  /** Tries that a delivery's log keeps. */
  INVIGIL_WEBHOOK_TRIES_KEPT: z.coerce.number().int().positive().max(1000).default(20),
  /** Time between two looks for deliveries whose job is lost, milliseconds. */
  INVIGIL_WEBHOOK_SWEEP_MS: timerMs.default(60_000),
};

export const jobsConfig = (env: Values<typeof storageVariables & typeof jobsVariables>) => {
  const delayFactor = env.INVIGIL_JOBS_DELAY_FACTOR;
  const inRedis =
    (env.INVIGIL_JOBS ?? (env.INVIGIL_LEDGER === 'redis' ? 'redis' : 'embedded')) === 'redis';
  return {
    jobs: {
      leaseMs: env.INVIGIL_JOBS_LEASE_MS,
      lookEveryMs: env.INVIGIL_JOBS_LOOK_MS,
      /** Null: beside the records. */
      redis: inRedis
        ? {
            url: env.INVIGIL_REDIS_URL,
            connectTimeoutMs: env.INVIGIL_REDIS_CONNECT_TIMEOUT_MS,
            commandTimeoutMs: env.INVIGIL_REDIS_TIMEOUT_MS,
            retryFirstMs: env.INVIGIL_REDIS_RETRY_FIRST_MS,
            retryLongestMs: env.INVIGIL_REDIS_RETRY_LONGEST_MS,
          }
        : null,
      kinds: {
        report: {
          retries: env.INVIGIL_REPORT_RETRIES,
          firstDelayMs: env.INVIGIL_REPORT_FIRST_DELAY_MS,
          longestDelayMs: env.INVIGIL_REPORT_LONGEST_DELAY_MS,
          concurrency: env.INVIGIL_REPORT_CONCURRENCY,
          delayFactor,
        },
        mail: {
          retries: env.INVIGIL_MAIL_RETRIES,
          firstDelayMs: env.INVIGIL_MAIL_FIRST_DELAY_MS,
          longestDelayMs: env.INVIGIL_MAIL_LONGEST_DELAY_MS,
          concurrency: env.INVIGIL_MAIL_CONCURRENCY,
          delayFactor,
        },
        webhook: {
          retries: env.INVIGIL_WEBHOOK_RETRIES,
          firstDelayMs: env.INVIGIL_WEBHOOK_FIRST_DELAY_MS,
          longestDelayMs: env.INVIGIL_WEBHOOK_LONGEST_DELAY_MS,
          concurrency: env.INVIGIL_WEBHOOK_CONCURRENCY,
          delayFactor,
        },
      },
    },
    webhooks: {
      timeoutMs: env.INVIGIL_WEBHOOK_TIMEOUT_MS,
      slowMs: env.INVIGIL_WEBHOOK_SLOW_MS,
      answerBytes: env.INVIGIL_WEBHOOK_ANSWER_BYTES,
      allowPrivate: env.INVIGIL_WEBHOOK_ALLOW_PRIVATE,
      logDays: env.INVIGIL_WEBHOOK_LOG_DAYS,
      limit: env.INVIGIL_WEBHOOK_LIMIT,
      triesKept: env.INVIGIL_WEBHOOK_TRIES_KEPT,
      sweepEveryMs: env.INVIGIL_WEBHOOK_SWEEP_MS,
    },
  };
};
