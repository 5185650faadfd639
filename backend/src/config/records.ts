import { z } from 'zod';
import { milliseconds, timerMs, type Values } from './values.ts';

/** Pictures, messages and logs: how much there may be of them, and for how long. */
export const recordsVariables = {
  /** Messages that one student may write to the invigilators in an attempt; more are refused. */
  INVIGIL_STUDENT_MESSAGES_PER_ATTEMPT: z.coerce.number().int().positive().max(10_000).default(100),
  /** Breaks that one student may begin in an attempt, however short they are; more are refused. */
  INVIGIL_BREAKS_PER_ATTEMPT: z.coerce.number().int().positive().max(10_000).default(50),
  /** The end of a student's break that could not be stored is tried again after so long, milliseconds. */
  INVIGIL_BREAK_RETRY_MS: timerMs.default(5_000),
  /** While the audit log cannot be stored: time to the next try, milliseconds. */
  INVIGIL_AUDIT_RETRY_MS: timerMs.default(1_000),
  /** Entries of the audit log that wait while they cannot be stored; beyond that the oldest are given up. */
  INVIGIL_AUDIT_BUFFER: z.coerce.number().int().positive().default(20_000),
  /** What the referee did is written down this often, milliseconds. */
  INVIGIL_EVENT_LOG_FLUSH_MS: timerMs.default(250),
  /** Lines of the log that are written at once. */
  INVIGIL_EVENT_LOG_BATCH: z.coerce.number().int().positive().default(500),
  /** Lines that wait while they cannot be written; beyond that the oldest are given up. */
  INVIGIL_EVENT_LOG_BUFFER: z.coerce.number().int().positive().default(20_000),
  /** Days after which a line is deleted, if its exam's retention has not done so before. */
  INVIGIL_EVENT_LOG_DAYS: z.coerce.number().int().positive().default(365),
  /** Largest evidence upload, bytes. */
  INVIGIL_EVIDENCE_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(512 * 1024),
  /** Largest evidence picture, pixels. */
  INVIGIL_EVIDENCE_MAX_PIXELS: z.coerce
    .number()
    .int()
    .positive()
    .default(1920 * 1080),
  /** JPEG quality of stored pictures, 1…100. */
  INVIGIL_EVIDENCE_QUALITY: z.coerce.number().int().min(1).max(100).default(80),
  /** Least time between two looks for exams whose retention is over, milliseconds; a day at most. */
  INVIGIL_RETENTION_SWEEP_MS: milliseconds.max(24 * 3_600_000).default(3_600_000),
};

export const recordsConfig = (env: Values<typeof recordsVariables>) => ({
  eventLog: {
    flushEveryMs: env.INVIGIL_EVENT_LOG_FLUSH_MS,
    batchSize: env.INVIGIL_EVENT_LOG_BATCH,
    bufferSize: env.INVIGIL_EVENT_LOG_BUFFER,
  },
  actions: {
    messagesPerAttempt: env.INVIGIL_STUDENT_MESSAGES_PER_ATTEMPT,
    breaksPerAttempt: env.INVIGIL_BREAKS_PER_ATTEMPT,
    breakRetryMs: env.INVIGIL_BREAK_RETRY_MS,
  },
  audit: { retryMs: env.INVIGIL_AUDIT_RETRY_MS, bufferSize: env.INVIGIL_AUDIT_BUFFER },
  evidence: {
    maxBytes: env.INVIGIL_EVIDENCE_MAX_BYTES,
    maxPixels: env.INVIGIL_EVIDENCE_MAX_PIXELS,
    quality: env.INVIGIL_EVIDENCE_QUALITY,
  },
  retention: {
    sweepEveryMs: env.INVIGIL_RETENTION_SWEEP_MS,
    eventLogDays: env.INVIGIL_EVENT_LOG_DAYS,
  },
});
