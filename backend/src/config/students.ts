import { speedProbeMaxBytes } from '@invigil/shared-types';
import { z } from 'zod';
import { timerMs, type Values } from './values.ts';

/** What students do before the exam, and how their attempts end by themselves. */
export const studentVariables = {
  /** So long after an exam's close for a student the attempt is over, whatever it was doing, milliseconds. */
  INVIGIL_EXPIRE_GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(10 * 60_000),
  /** Time between two looks for attempts whose time is over, milliseconds. */
  INVIGIL_EXPIRE_LOOK_MS: timerMs.default(30_000),
  /** Requests of one student within a minute, before and after the exam: waiting rooms ask every few seconds. */
  INVIGIL_STUDENT_REQUESTS_PER_MINUTE: z.coerce.number().int().min(30).default(120),
  /** Bytes that one student's speed checks may send and fetch within a minute, each way. */
  INVIGIL_SPEED_BYTES_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(speedProbeMaxBytes)
    .default(20 * speedProbeMaxBytes),
};

export const studentConfig = (env: Values<typeof studentVariables>) => ({
  attempts: {
    expireGraceMs: env.INVIGIL_EXPIRE_GRACE_MS,
    expireLookMs: env.INVIGIL_EXPIRE_LOOK_MS,
  },
  students: {
    requestsPerMinute: env.INVIGIL_STUDENT_REQUESTS_PER_MINUTE,
    speedBytesPerMinute: env.INVIGIL_SPEED_BYTES_PER_MINUTE,
  },
});
