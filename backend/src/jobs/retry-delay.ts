import type { JobOptions } from './job-queue.ts';

/** The part of a pause that chance may take away, so that what failed together does not come back together. */
const jitter = 0.25;

/**
 * The pause after a failed try, milliseconds; null after the last one.
 *
 * @param attempt 1 for the first try
 * @param random 0…1
 */
export function retryDelayMs(
  options: Pick<JobOptions, 'retries' | 'firstDelayMs' | 'delayFactor' | 'longestDelayMs'>,
  attempt: number,
  random: number,
): number | null {
  const { retries, firstDelayMs, delayFactor, longestDelayMs } = options;
  if (attempt > retries) return null;
  const whole = Math.min(firstDelayMs * delayFactor ** (attempt - 1), longestDelayMs);
  return Math.round(whole * (1 - jitter * random));
}
