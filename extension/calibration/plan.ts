import { config } from '../config.ts';

/** Round the screen, so that the eyes never travel further than along one edge or to the first corner. */
export const dotIds = ['middle', 'top_left', 'top_right', 'bottom_right', 'bottom_left'] as const;
export type DotId = (typeof dotIds)[number];

/** Where a dot stands on the screen: shares of its width and height, from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}
export type Places = Readonly<Record<DotId, Place>>;

export interface PlannedDot {
  readonly id: DotId;
  /** How long it is looked at. Milliseconds. */
  readonly ms: number;
  /** How many looks at a face that needs at least. */
  readonly looks: number;
  /** It stays no longer than this for want of looks. Milliseconds. */
  readonly mostMs: number;
}

/** What is looked at, in this order. */
export const plan: readonly PlannedDot[] = dotIds.map((id) => {
  const { middle, corner, lengthening } = config.calibration;
  const { ms, looks } = id === 'middle' ? middle : corner;
  return { id, ms, looks, mostMs: ms * lengthening };
});

/** How long all of it takes on a computer that is fast enough. Milliseconds. */
export const planMs = plan.reduce((sum, { ms }) => sum + ms, 0);

/**
 * How much of a dot is done, 0…1. On a slow computer it is the looks that take their time.
 *
 * @param forMs how long it has been looked at
 * @param looks at a face, so far
 */
export function doneShare(dot: PlannedDot, forMs: number, looks: number): number {
  if (forMs >= dot.mostMs) return 1;
  const { settleMs } = config.calibration;
  const time = Math.min(1, forMs / dot.ms);
  // The last look it needs ends it; until then the time says best how far it is.
  const short = looks < dot.looks && forMs > settleMs;
  return Math.max(0, short ? Math.min(time, (looks + 1) / (dot.looks + 1)) : time);
}
