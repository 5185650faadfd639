/*
 * Two people changed the same thing. By leaves: what only one of them changed is taken from that one, and
 * what both did is for a person to choose.
 */

/** Values by their paths, as in `studentView.warnings`. Lists are one value. */
export type Leaves = ReadonlyMap<string, unknown>;

/** What somebody made of one value that others changed too, or did not. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Merge {
  /** Both changed it, differently. */
  readonly conflicts: readonly Difference[];
  /** Only they did. */
  readonly onlyTheirs: readonly Difference[];
  /** Only I did. */
  readonly onlyMine: readonly Difference[];
}

export type Side = 'mine' | 'theirs';
/** By path. */
export type Choices = Readonly<Partial<Record<string, Side>>>;

export function leavesOf(value: object): Leaves {
  const leaves = new Map<string, unknown>();
  const walk = (part: object, before: string): void => {
    for (const [key, inner] of Object.entries(part)) {
      if (isGroup(inner)) walk(inner, `${before}${key}.`);
      else leaves.set(before + key, inner);
    }
  };
  walk(value, '');
  return leaves;
}

/** The paths in which two values differ. */
export function changedPaths(from: object, to: object): string[] {
  const [before, after] = [leavesOf(from), leavesOf(to)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => !same(before.get(path), after.get(path)));
}

/**
 * @param base what both started from
 * @param mine what I made of it
 * @param theirs what is stored now
 */
export function mergeOf(base: object, mine: object, theirs: object): Merge {
  const [b, m, t] = [leavesOf(base), leavesOf(mine), leavesOf(theirs)];
  const conflicts: Difference[] = [];
  const onlyTheirs: Difference[] = [];
  const onlyMine: Difference[] = [];
  for (const path of new Set([...b.keys(), ...m.keys(), ...t.keys()])) {
    const difference = { path, before: b.get(path), mine: m.get(path), theirs: t.get(path) };
    if (same(difference.mine, difference.theirs)) continue;
    if (same(difference.mine, difference.before)) onlyTheirs.push(difference);
    else if (same(difference.theirs, difference.before)) onlyMine.push(difference);
    else conflicts.push(difference);
  }
  return { conflicts, onlyTheirs, onlyMine };
}

/**
 * What comes out: theirs, with what only I changed and what I chose to keep of mine. A conflict that
 * nobody chose for stays theirs.
 */
export function mergedValue(theirs: object, { conflicts, onlyMine }: Merge, choices: Choices) {
  const kept = conflicts.filter(({ path }) => choices[path] === 'mine');
  return withLeaves(theirs, new Map([...onlyMine, ...kept].map(({ path, mine }) => [path, mine])));
}

function withLeaves(value: object, leaves: Leaves, before = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      const path = before + key;
      if (isGroup(inner)) return [key, withLeaves(inner, leaves, `${path}.`)];
      return [key, leaves.has(path) ? leaves.get(path) : inner];
    }),
  );
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
