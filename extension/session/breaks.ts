import type { Sitting } from '@invigil/shared-types';

type Breaks = Sitting['breaks'];

/**
 * What is left of the breaks, the one under way taken off.
 *
 * @param now on the server's clock, milliseconds
 * @returns milliseconds
 */
export const breakLeftMs = ({ leftMs, since }: Breaks, now: number): number =>
  since === null ? leftMs : Math.max(0, since + leftMs - now);

export function breakStateOf({ leftMs, since }: Breaks): 'none' | 'possible' | 'under_way' {
  if (since !== null) return 'under_way';
  return leftMs > 0 ? 'possible' : 'none';
}

/** The time that is left as it is counted down, like `11:20`. */
export function countText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The same where it is offered, in whole minutes that are there for sure, like `12 min` or `40 s`. */
export const offerText = (ms: number): string =>
  ms >= 60_000 ? `${Math.floor(ms / 60_000)} min` : `${Math.ceil(ms / 1000)} s`;
