import type { ExamSummary } from '@invigil/shared-types';

export const examGroups = ['running', 'upcoming', 'past'] as const;
export type ExamGroup = (typeof examGroups)[number];

/** Where an exam belongs. @param now milliseconds since the epoch */
export function groupOf({ opensAt, closesAt }: ExamSummary, now: number): ExamGroup {
  if (closesAt <= now) return 'past';
  return opensAt <= now ? 'running' : 'upcoming';
}

/**
 * Exams whose title has all the words in it, by group: what is next first, and of those that are over the
 * latest. Groups without any are left out.
 * @param exams in the order in which they open
 */
export function examsByGroup(
  exams: readonly ExamSummary[],
  words: string,
  now: number,
): { readonly group: ExamGroup; readonly exams: readonly ExamSummary[] }[] {
  const wanted = plain(words).split(/\s+/);
  const found = exams.filter(({ title }) => wanted.every((word) => plain(title).includes(word)));
  return examGroups.flatMap((group) => {
    const own = found.filter((exam) => groupOf(exam, now) === group);
    if (own.length === 0) return [];
    return [{ group, exams: group === 'past' ? own.toReversed() : own }];
  });
}

/** Without case and accents. */
const plain = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
