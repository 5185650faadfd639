import { mergeTile, type Tile, type TileDelta, type WallBatch } from '@invigil/shared-types';
import { shallowRef, type ShallowRef } from 'vue';
import { ScoreStore } from './score-store.ts';
import { TileTally, type WallSummary } from './tile-tally.ts';

const viewKeys = [
  'attemptId',
  'studentName',
  'room',
  'state',
  'stateSince',
  'pausedAt',
  'admittedAt',
  'extraTimeMs',
  'streaming',
  'incidents',
  'lastIncident',
  'trouble',
] as const satisfies readonly (keyof Tile)[];

/** What a tile shows apart from its score. */
export type TileView = Pick<Tile, (typeof viewKeys)[number]>;

/** Told of every tile that came, changed or (`now` is null) went; then, once, that this was all. */
export interface TileListener {
  changed(before: Tile | null, now: Tile | null): void;
  /** @param anew true after a snapshot */
  settled(anew: boolean): void;
}

/**
 * The tiles of one exam. Full records are plain; each student has one shallow ref of what the tile
 * shows, so that a change of one student renders one tile, and a change of a score none. The newest
 * still has a ref of its own: stills keep coming for everybody, and a tile that plays shows none.
 * What a batch costs grows with the batch, not with the roster.
 */
export class TileStore {
  readonly scores = new ScoreStore();
  readonly #records = new Map<string, Tile>();
  readonly #views = new Map<string, ShallowRef<TileView>>();
  readonly #stills = new Map<string, ShallowRef<number | null>>();
  readonly #tally = new TileTally();
  readonly #summary = shallowRef<WallSummary>(this.#tally.summary);
  readonly #listeners = new Set<TileListener>();
  #sequence: number | null = null;

  get summary(): Readonly<ShallowRef<WallSummary>> {
    return this.#summary;
  }

  /** Every student on this wall, as the server last said. Not reactive. */
  all(): Iterable<Tile> {
    return this.#records.values();
  }

  /** One student as the server last said; undefined for who is not on this wall. Not reactive. */
  tile(attemptId: string): Tile | undefined {
    return this.#records.get(attemptId);
  }

  /** What one student's tile shows; undefined for a student who is not on this wall. */
  view(attemptId: string): Readonly<ShallowRef<TileView>> | undefined {
    return this.#views.get(attemptId);
  }

  /** When one student's newest still was taken; null where there is none. */
  still(attemptId: string): Readonly<ShallowRef<number | null>> {
    return this.#still(attemptId);
  }

  /** @returns what takes the listener away */
  listen(listener: TileListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over a snapshot; what it does not name is gone. */
  load(tiles: readonly Tile[], sequence: number): void {
    this.#sequence = sequence;
    const present = new Set(tiles.map(({ attemptId }) => attemptId));
    const gone = [...this.#records.values()].filter(({ attemptId }) => !present.has(attemptId));
    for (const tile of tiles) this.#put(tile, null);
    for (const tile of gone) this.#remove(tile);
    this.#settle(true);
  }

  /**
   * Applies what changed.
   * @returns `gap` where something before it is missing, so that a snapshot is needed; nothing was applied then
   */
  apply({
    after,
    sequence,
    deltas,
    removed = [],
  }: Pick<WallBatch, 'after' | 'sequence' | 'deltas' | 'removed'>): 'applied' | 'gap' | 'old' {
    if (this.#sequence === null) return 'gap';
    if (sequence <= this.#sequence) return 'old';
    if (after !== this.#sequence) return 'gap';
    // A delta says nothing about a student whose tile was never seen.
    if (deltas.some(({ attemptId }) => !this.#records.has(attemptId))) return 'gap';
    this.#sequence = sequence;
    for (const delta of deltas) this.#merge(delta);
    for (const attemptId of removed) {
      const tile = this.#records.get(attemptId);
      if (tile !== undefined) this.#remove(tile);
    }
    this.#settle(false);
    return 'applied';
  }

  #merge(delta: TileDelta): void {
    const old = this.#records.get(delta.attemptId);
    if (old !== undefined) this.#put(mergeTile(old, delta), delta.trace ?? null);
  }

  #put(tile: Tile, trace: TileDelta['trace'] | null): void {
    const { attemptId, score, level, claimedScore, stillAt } = tile;
    const before = this.#records.get(attemptId) ?? null;
    this.#records.set(attemptId, tile);
    if (before === null) this.#tally.add(tile);
    else this.#tally.replace(before, tile);
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
    for (const listener of this.#listeners) listener.changed(before, tile);
  }

  #remove(tile: Tile): void {
    const { attemptId } = tile;
    this.#records.delete(attemptId);
    this.#tally.remove(tile);
    this.#views.delete(attemptId);
    this.#still(attemptId).value = null;
    this.#stills.delete(attemptId);
    this.scores.forget(attemptId);
    for (const listener of this.#listeners) listener.changed(tile, null);
  }

  #still(attemptId: string): ShallowRef<number | null> {
    const known = this.#stills.get(attemptId);
    if (known !== undefined) return known;
    const fresh = shallowRef<number | null>(null);
    this.#stills.set(attemptId, fresh);
    return fresh;
  }

  #settle(anew: boolean): void {
    this.#summary.value = this.#tally.summary;
    for (const listener of this.#listeners) listener.settled(anew);
  }
}

function viewOf(tile: Tile): TileView {
  const view: Record<string, unknown> = {};
  for (const key of viewKeys) view[key] = tile[key];
  return view as TileView;
}

function looksAlike(view: TileView, tile: Tile): boolean {
  for (const key of viewKeys) {
    if (key === 'lastIncident' || key === 'trouble') continue;
    if (view[key] !== tile[key]) return false;
  }
  return (
    view.lastIncident?.id === tile.lastIncident?.id &&
    view.trouble?.reason === tile.trouble?.reason &&
    view.trouble?.since === tile.trouble?.since
  );
}
