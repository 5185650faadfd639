import type { Exam } from '@invigil/shared-types';
import { config } from '../config.ts';

/**
 * When an exam is looked up next that was last looked up at some time: a few times before it opens, so that
 * what was changed since the enrolment is known by then, and now and again while it is open and not begun.
 *
 * @param share 0…1, another one for each browser: a school does not ask in step
 * @param lookedAt milliseconds since the epoch
 * @returns milliseconds since the epoch; null where it is not looked up any more
 */
export function nextLook(
  { opensAt, closesAt }: Pick<Exam, 'opensAt' | 'closesAt'>,
  share: number,
  lookedAt: number,
): number | null {
  const { beforeMs, openMs, spread } = config.news;
  const longer = 1 + spread * share;
  const before = beforeMs.map((ms) => opensAt - ms * longer).find((at) => at > lookedAt);
  if (before !== undefined) return Math.round(before);
  const next = Math.round(Math.max(opensAt, lookedAt) + openMs * longer);
  return next < closesAt ? next : null;
}

/** Whether it is to be looked up now. @param lookedAt null: not since the browser was started */
export function isLookDue(
  exam: Pick<Exam, 'opensAt' | 'closesAt'>,
  share: number,
  lookedAt: number | null,
  now: number,
): boolean {
  if (lookedAt === null) return true;
  const next = nextLook(exam, share, lookedAt);
  return next !== null && next <= now;
}
