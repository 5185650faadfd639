import type { Expected } from './expected.ts';

/** How often a claim was right and how often it was missed. */
export interface Counts {
  readonly right: number;
  /** Claimed, and not there. */
  readonly wrong: number;
  /** There, and not claimed. */
  readonly missed: number;
  /** Not there, and not claimed. */
  readonly quiet: number;
}

export const nothing: Counts = { right: 0, wrong: 0, missed: 0, quiet: 0 };

export function counted(counts: Counts, expected: Expected, claimed: boolean): Counts {
  if (expected === 'open') return counts;
  const outcome = expected === 'yes' ? (claimed ? 'right' : 'missed') : claimed ? 'wrong' : 'quiet';
  return { ...counts, [outcome]: counts[outcome] + 1 };
}

export function together(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, { right, wrong, missed, quiet }) => ({
      right: sum.right + right,
      wrong: sum.wrong + wrong,
      missed: sum.missed + missed,
      quiet: sum.quiet + quiet,
    }),
    nothing,
  );
}

/** Of what was claimed, the share that was there. Null where nothing was claimed. 0…1 */
export function precisionOf({ right, wrong }: Counts): number | null {
  return right + wrong === 0 ? null : right / (right + wrong);
}

/** Of what was there, the share that was claimed. Null where nothing was there. 0…1 */
export function recallOf({ right, missed }: Counts): number | null {
  return right + missed === 0 ? null : right / (right + missed);
}

/** How many answers there were. */
export function answersIn({ right, wrong, missed, quiet }: Counts): number {
  return right + wrong + missed + quiet;
}

/** Of what can be right, the share that is: for conditions, which have few cases of each violation. 0…1 */
export function accuracyOf(counts: Counts): number | null {
  const all = answersIn(counts);
  return all === 0 ? null : (counts.right + counts.quiet) / all;
}

/** @param goal share that both have to reach, 0…1 */
export function reaches(counts: Counts, goal: number): boolean {
  return [precisionOf(counts), recallOf(counts)].every((share) => share === null || share >= goal);
}
