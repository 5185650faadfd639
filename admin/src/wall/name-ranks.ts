const collator = new Intl.Collator('en', { numeric: true });

/**
 * The place of each name among all of them, so that nothing has to compare names again.
 * Equal names have equal places.
 * @param names by student
 */
export function rankNames(names: ReadonlyMap<string, string>): Map<string, number> {
  const sorted = [...names].sort(([, a], [, b]) => collator.compare(a, b));
  const ranks = new Map<string, number>();
  let rank = -1;
  let before: string | undefined;
  for (const [attemptId, name] of sorted) {
    if (before === undefined || collator.compare(before, name) !== 0) rank += 1;
    before = name;
    ranks.set(attemptId, rank);
  }
  return ranks;
}

/** Names of rooms as people count them: "Hall 2" before "Hall 10". */
export const sortedRooms = (rooms: Iterable<string>): string[] =>
  [...new Set(rooms)].sort((a, b) => collator.compare(a, b));
