import {
  mergeTile,
  type Level,
  type Tile,
  type TileDelta,
  type WallBatch,
} from '@invigil/shared-types';
import { shallowRef, type ShallowRef } from 'vue';
import { ScoreStore } from './score-store.ts';

/** What a tile shows apart from its score. */
export type TileView = Pick<
  Tile,
  | 'attemptId'
  | 'studentName'
  | 'state'
  | 'stateSince'
  | 'streaming'
  | 'incidents'
  | 'lastIncident'
  | 'trouble'
>;

/** The wall in numbers. */
export interface WallSummary {
  readonly invited: number;
  readonly here: number;
  readonly levels: Readonly<Record<Level, number>>;
  readonly technical: number;
  /** Students who were here and are not now, without having handed in. */
  readonly offline: number;
}

const byName = new Intl.Collator('en', { numeric: true });

/** Where a state puts a tile among those with the same score. */
const presence: Readonly<Record<Tile['state'], number>> = {
  in_progress: 0,
  reconnecting: 0,
  left: 1,
  invited: 2,
  submitted: 3,
};

/**
 * The tiles of one exam. Full records are plain; each student has one shallow ref of what the tile
 * shows, so that a change of one student renders one tile, and a change of a score none. The newest
 * still has a ref of its own: stills keep coming for everybody, and a tile that plays shows none.
 */
export class TileStore {
  readonly scores = new ScoreStore();
  readonly #records = new Map<string, Tile>();
  readonly #views = new Map<string, ShallowRef<TileView>>();
  readonly #stills = new Map<string, ShallowRef<number | null>>();
  readonly #order = shallowRef<readonly string[]>([]);
  readonly #summary = shallowRef<WallSummary>(summarise([]));
  readonly #orderWaits = shallowRef(false);
  #sequence: number | null = null;
  #orderHeld = false;

  /** Attempt ids, worst first. */
  get order(): Readonly<ShallowRef<readonly string[]>> {
    return this.#order;
  }

  /** True while the order that is shown is not the one it would be if it were not held. */
  get orderWaits(): Readonly<ShallowRef<boolean>> {
    return this.#orderWaits;
  }

  get summary(): Readonly<ShallowRef<WallSummary>> {
    return this.#summary;
  }

  /** What one student's tile shows; undefined for a student who is not on this wall. */
  view(attemptId: string): Readonly<ShallowRef<TileView>> | undefined {
    return this.#views.get(attemptId);
  }

  /** When one student's newest still was taken; null where there is none. */
  still(attemptId: string): Readonly<ShallowRef<number | null>> {
    return this.#still(attemptId);
  }

  /** Takes over a snapshot; what it does not name is gone. */
  load(tiles: readonly Tile[], sequence: number): void {
    this.#sequence = sequence;
    const present = new Set(tiles.map(({ attemptId }) => attemptId));
    const gone = [...this.#records.keys()].filter((attemptId) => !present.has(attemptId));
    for (const tile of tiles) this.#put(tile, null);
    for (const attemptId of gone) this.#remove(attemptId);
    this.#settle();
  }

  /**
   * Applies what changed.
   * @returns `gap` where something before it is missing, so that a snapshot is needed; nothing was applied then
   */
  apply({ sequence, deltas }: Pick<WallBatch, 'sequence' | 'deltas'>): 'applied' | 'gap' | 'old' {
    if (this.#sequence === null || sequence > this.#sequence + 1) return 'gap';
    if (sequence <= this.#sequence) return 'old';
    // A delta says nothing about a student whose tile was never seen.
    if (deltas.some(({ attemptId }) => !this.#records.has(attemptId))) return 'gap';
    this.#sequence = sequence;
    for (const delta of deltas) this.#merge(delta);
    this.#settle();
    return 'applied';
  }

  /** While held, tiles stay where they are: none jumps away from under the pointer. */
  holdOrder(held: boolean): void {
    this.#orderHeld = held;
    if (!held) this.#sort();
  }

  #merge(delta: TileDelta): void {
    const old = this.#records.get(delta.attemptId);
    if (old !== undefined) this.#put(mergeTile(old, delta), delta.trace ?? null);
  }

  #put(tile: Tile, trace: TileDelta['trace'] | null): void {
    const { attemptId, score, level, claimedScore, stillAt } = tile;
    this.#records.set(attemptId, tile);
    const view = this.#views.get(attemptId);
    if (view === undefined) this.#views.set(attemptId, shallowRef(viewOf(tile)));
    else if (!looksAlike(view.value, tile)) view.value = viewOf(tile);
    const shown = this.scores.get(attemptId);
    this.scores.set(attemptId, {
      score,
      level,
      claimed: Math.max(score, claimedScore),
      trace: trace ?? shown.trace,
    });
    this.#still(attemptId).value = stillAt;
  }

  #remove(attemptId: string): void {
    this.#records.delete(attemptId);
    this.#views.delete(attemptId);
    this.#still(attemptId).value = null;
    this.#stills.delete(attemptId);
    this.scores.forget(attemptId);
  }

  #still(attemptId: string): ShallowRef<number | null> {
    const known = this.#stills.get(attemptId);
    if (known !== undefined) return known;
    const fresh = shallowRef<number | null>(null);
    this.#stills.set(attemptId, fresh);
    return fresh;
  }

  #settle(): void {
    const summary = summarise(this.#records.values());
    if (JSON.stringify(summary) !== JSON.stringify(this.#summary.value)) {
      this.#summary.value = summary;
    }
    this.#sort();
  }

  #sort(): void {
    const worstFirst = this.#worstFirst();
    const next = this.#orderHeld ? this.#keptOrder(worstFirst) : worstFirst;
    if (!sameList(next, this.#order.value)) this.#order.value = next;
    this.#orderWaits.value = !sameList(next, worstFirst);
  }

  #worstFirst(): string[] {
    return [...this.#records.values()]
      .sort(
        (a, b) =>
          b.score - a.score ||
          // Among equals those who have a picture to look at come first.
          presence[a.state] - presence[b.state] ||
          byName.compare(a.studentName, b.studentName) ||
          byName.compare(a.attemptId, b.attemptId),
      )
      .map(({ attemptId }) => attemptId);
  }

  #keptOrder(worstFirst: readonly string[]): string[] {
    const kept = this.#order.value.filter((attemptId) => this.#records.has(attemptId));
    const known = new Set(kept);
    return [...kept, ...worstFirst.filter((attemptId) => !known.has(attemptId))];
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function viewOf(tile: Tile): TileView {
  const { attemptId, studentName, state, stateSince, streaming, incidents, lastIncident, trouble } =
    tile;
  return {
    attemptId,
    studentName,
    state,
    stateSince,
    streaming,
    incidents,
    lastIncident,
    trouble,
  };
}

function looksAlike(view: TileView, tile: Tile): boolean {
  return (
    view.studentName === tile.studentName &&
    view.state === tile.state &&
    view.stateSince === tile.stateSince &&
    view.streaming === tile.streaming &&
    view.incidents === tile.incidents &&
    view.lastIncident?.id === tile.lastIncident?.id &&
    view.trouble?.reason === tile.trouble?.reason &&
    view.trouble?.since === tile.trouble?.since
  );
}

function summarise(tiles: Iterable<Tile>): WallSummary {
  const levels: Record<Level, number> = { clear: 0, look: 0, likely: 0, severe: 0 };
  let invited = 0;
  let here = 0;
  let technical = 0;
  let offline = 0;
  for (const { state, level, trouble } of tiles) {
    invited += 1;
    levels[level] += 1;
    if (state === 'in_progress') here += 1;
    if (state === 'reconnecting' || state === 'left') offline += 1;
    if (state === 'in_progress' && trouble !== null) technical += 1;
  }
  return { invited, here, levels, technical, offline };
}
