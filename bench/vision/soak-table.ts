import type { Rows } from './tables.ts';

/** One minute of a soak. */
export interface Minute {
  readonly memoryMb: number | null;
  /** Pictures looked at per second, as the agent aims at them. Null where it did not say. */
  readonly rate: number | null;
  /** What the looks take of one core, as the agent measures it. 0…1 */
  readonly looksShare: number | null;
  /** What the whole extension takes of one core, its video included. 0…1 */
  readonly coreShare: number;
  /** Since the beginning. */
  readonly claims: number;
}

/** Growth beyond this is a leak. MB an hour; an hour of a steady agent stays within it. */
const mostMbPerHour = 60;
/** Models and video are still being loaded. Minutes. */
const warmUp = 2;

/**
 * The straight line through the memory of all minutes but the first, by least squares.
 *
 * @returns MB an hour; null from fewer than three minutes
 */
export function growthMbPerHour(minutes: readonly Minute[]): number | null {
  const points = minutes
    .map(({ memoryMb }, minute) => ({ minute, memoryMb }))
    .slice(warmUp)
    .flatMap(({ minute, memoryMb }) =>
      memoryMb === null ? [] : [{ x: minute / 60, y: memoryMb }],
    );
  if (points.length < 3) return null;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const over = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return over / under;
}

export function minuteRows(minutes: readonly Minute[]): Rows {
  const number = (value: number | null, digits: number) => value?.toFixed(digits) ?? '–';
  const share = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
  return {
    head: ['Minute', 'memory MB', 'looks/s', 'looks, of a core', 'extension, of a core', 'claims'],
    rows: minutes.map((minute, index) => [
      String(index + 1),
      number(minute.memoryMb, 0),
      number(minute.rate, 1),
      share(minute.looksShare),
      share(minute.coreShare),
      String(minute.claims),
    ]),
  };
}

/** What the minutes say, in a sentence each. */
export function soakVerdict(minutes: readonly Minute[]): string {
  const growth = growthMbPerHour(minutes);
  const claims = minutes.at(-1)?.claims ?? 0;
  const memory =
    growth === null
      ? `Too short to say whether memory grows: from ${warmUp + 3} minutes on it can be told.`
      : `Memory ${growth >= 0 ? 'grows' : 'falls'} by ${Math.abs(growth).toFixed(0)} MB an hour: ${growth > mostMbPerHour ? 'NOT flat' : 'flat'}.`;
  const calm =
    claims === 0 ? 'No claim in a calm sitting.' : `${claims} claims in a calm sitting: NOT calm.`;
  return `${memory}\n${calm}`;
}
