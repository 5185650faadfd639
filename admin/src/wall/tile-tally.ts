import { isOver, levels, type CountedType, type Level, type Tile } from '@invigil/shared-types';

/** What is the matter with a student apart from the score. */
export const conditions = ['technical', 'offline', 'waiting', 'ready', 'not_started'] as const;
export type Condition = (typeof conditions)[number];

/** The wall in numbers. */
export interface WallSummary {
  readonly invited: number;
  readonly here: number;
  readonly levels: Readonly<Record<Level, number>>;
  readonly conditions: Readonly<Record<Condition, number>>;
  /** By the type of their latest incident. A type that is absent counts as none. */
  readonly types: Readonly<Partial<Record<CountedType, number>>>;
}

/**
 * What is the matter with one student now; each student has one at most. `offline`: was here and is not now,
 * without having handed in. `waiting`: in the waiting room, and nobody has let them in.
 */
export function conditionOf({
  state,
  trouble,
  admittedAt,
}: Pick<Tile, 'state' | 'trouble' | 'admittedAt'>): Condition | null {
  if (isOver(state)) return null;
  switch (state) {
    case 'in_progress':
      return trouble === null ? null : 'technical';
    case 'reconnecting':
    case 'left':
      return 'offline';
    case 'waiting':
      return admittedAt === null ? 'waiting' : 'ready';
    case 'ready':
      return 'ready';
    default:
      return 'not_started';
  }
}

type Counted = Pick<Tile, 'state' | 'level' | 'trouble' | 'lastIncident' | 'admittedAt'>;

/** Counts students as they come, change and go, without ever counting all of them anew. */
export class TileTally {
  readonly #levels: Record<Level, number> = { clear: 0, look: 0, likely: 0, severe: 0 };
  readonly #conditions: Record<Condition, number> = {
    technical: 0,
    offline: 0,
    waiting: 0,
    ready: 0,
    not_started: 0,
  };
  readonly #types = new Map<CountedType, number>();
  #invited = 0;
  #here = 0;
  #summary: WallSummary | null = null;

  add(tile: Counted): void {
    this.#count(tile, 1);
  }

  remove(tile: Counted): void {
    this.#count(tile, -1);
  }

  /** One student's tile became another. */
  replace(before: Counted, after: Counted): void {
    const same =
      before.state === after.state &&
      before.level === after.level &&
      before.admittedAt === after.admittedAt &&
      before.lastIncident?.type === after.lastIncident?.type &&
      (before.trouble === null) === (after.trouble === null);
    if (same) return;
    this.#count(before, -1);
    this.#count(after, 1);
  }

  /** The numbers now; the same object as long as none of them changed. */
  get summary(): WallSummary {
    const next: WallSummary = {
      invited: this.#invited,
      here: this.#here,
      levels: { ...this.#levels },
      conditions: { ...this.#conditions },
      types: Object.fromEntries([...this.#types].filter(([, count]) => count > 0)),
    };
    if (this.#summary === null || !sameSummary(this.#summary, next)) this.#summary = next;
    return this.#summary;
  }

  #count(tile: Counted, by: 1 | -1): void {
    this.#invited += by;
    if (tile.state === 'in_progress') this.#here += by;
    this.#levels[tile.level] += by;
    const condition = conditionOf(tile);
    if (condition !== null) this.#conditions[condition] += by;
    const type = tile.lastIncident?.type;
    if (type !== undefined) this.#types.set(type, (this.#types.get(type) ?? 0) + by);
  }
}

function sameSummary(a: WallSummary, b: WallSummary): boolean {
  return (
    a.invited === b.invited &&
    a.here === b.here &&
    conditions.every((condition) => a.conditions[condition] === b.conditions[condition]) &&
    levels.every((level) => a.levels[level] === b.levels[level]) &&
    sameCounts(a.types, b.types)
  );
}

function sameCounts(a: WallSummary['types'], b: WallSummary['types']): boolean {
  const types = Object.keys(a) as CountedType[];
  return types.length === Object.keys(b).length && types.every((type) => a[type] === b[type]);
}
