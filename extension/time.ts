/**
 * Milliseconds since the Unix epoch on this machine, by a clock that never jumps: setting the system's
 * clock during an exam must not move the times of claims. The same in a document and its workers.
 */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The pause before try number `attempt` (from 0); the last of `delays` repeats. */
export function delayFor(delays: readonly number[], attempt: number): number {
  return delays[Math.min(attempt, delays.length - 1)] ?? 0;
}
