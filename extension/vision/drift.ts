/** How far a student's own way to sit has wandered since it was measured. */
export interface Drift {
  /** To add to what was measured then. */
  readonly offset: number;
  readonly lastAt: number;
}

export interface DriftRules {
  /** In this time the offset goes 63 % of the way. Milliseconds. */
  readonly ms: number;
  /** Only what is this near to where the student usually looks is followed. */
  readonly near: number;
  /** The most that the offset becomes, to either side. */
  readonly limit: number;
  /** Pictures further apart than this say nothing about the time between. Milliseconds. */
  readonly jumpMs: number;
}

export const noDrift: Drift = { offset: 0, lastAt: -Infinity };

/**
 * Follows, with one picture, a student who slides in the chair or moves the screen by a little. Slowly,
 * by an exponential mean over minutes; only from pictures that show them near their usual place, so
 * that looking away is not followed; and bounded, so that nobody wanders out of the picture of the
 * start by small steps. A jump of the clock changes nothing.
 *
 * @param deviation what is measured less what was measured at the start
 * @param now when the picture was captured, milliseconds
 */
export function followDrift(
  { offset, lastAt }: Drift,
  deviation: number,
  now: number,
  { ms, near, limit, jumpMs }: DriftRules,
): Drift {
  const elapsed = now - lastAt;
  const away = deviation - offset;
  const isGap = elapsed < 0 || elapsed > jumpMs;
  if (isGap || !(Math.abs(away) <= near)) return { offset, lastAt: now };
  const wandered = offset + away * (1 - Math.exp(-elapsed / ms));
  return { offset: Math.max(-limit, Math.min(limit, wandered)), lastAt: now };
}
