import type { ReviewItem, ReviewQueue } from '@invigil/shared-types';

/** Whether somebody is still asked for something about this student. */
export const asksAbout = ({ openForMe, appeals }: ReviewItem): boolean =>
  openForMe > 0 || appeals > 0;
/** Whether nothing is left to decide or answer, for anybody. */
export const isSettled = ({ open, appeals }: ReviewItem): boolean => open === 0 && appeals === 0;

export interface Progress {
  readonly students: number;
  readonly settled: number;
  readonly closed: number;
  readonly incidents: number;
  readonly decided: number;
  readonly effort: ReviewQueue['progress']['effort'];
}

/** How far the review is, counted from the list itself: it knows what was decided a moment ago. */
export function progressOf(
  items: readonly ReviewItem[],
  effort: ReviewQueue['progress']['effort'],
): Progress {
  const sum = (of: (item: ReviewItem) => number) =>
    items.reduce((total, item) => total + of(item), 0);
  return {
    students: items.length,
    settled: items.filter(isSettled).length,
    closed: items.filter(({ attempt }) => attempt.state === 'closed').length,
    incidents: sum(({ incidents }) => incidents),
    decided: sum(({ incidents, open }) => incidents - open),
    effort,
  };
}

/**
 * A list that was read anew, in the order in which it stands already: nothing jumps away while somebody works
 * through it. Those who were not on it yet come last.
 */
export function inKnownOrder(
  known: readonly ReviewItem[],
  fresh: readonly ReviewItem[],
): ReviewItem[] {
  const byId = new Map(fresh.map((item) => [item.attempt.id, item]));
  const stay = known.flatMap(({ attempt }) => byId.get(attempt.id) ?? []);
  const ids = new Set(known.map(({ attempt }) => attempt.id));
  return [...stay, ...fresh.filter(({ attempt }) => !ids.has(attempt.id))];
}
