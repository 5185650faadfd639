import type { Tile } from '@invigil/shared-types';
import { shallowRef, watch, type ShallowRef } from 'vue';
import { rankNames, sortedRooms } from './name-ranks.ts';
import { conditionOf } from './tile-tally.ts';
import type { TileStore } from './tile-store.ts';
import type { WallSettings } from './wall-settings.ts';
import {
  byRoom,
  comparer,
  foldName,
  matcher,
  mayBeWatched,
  moves,
  putBack,
  type Section,
  type Student,
} from './wall-view.ts';

export interface ArrangementLimits {
  /** Shortest pause between two new orders that nobody asked for. Milliseconds. */
  readonly reorderIntervalMs: number;
  /** How many the strip above the wall shows. */
  readonly worst: number;
}

type Ids = readonly string[];

/**
 * Who is shown on a wall, and where. It follows the tiles and the person's choices, with three manners:
 * nothing moves while it is held; nothing moves more often than a person can follow; and what a person
 * asks for happens at once.
 */
export class Arrangement {
  readonly #tiles: TileStore;
  readonly #settings: WallSettings;
  readonly #limits: ArrangementLimits;
  readonly #students = new Map<string, Student>();
  /** Everybody, in order. */
  #sorted: Student[] = [];
  readonly #moved = new Set<string>();
  /** Something changed that a filter or the strip goes by. */
  #stale = false;
  /** There are names or rooms that were not there when all were put in order. */
  #unranked = true;
  #held = false;
  #worstHeld = false;
  #arrangedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #order = shallowRef<Ids>([]);
  readonly #sections = shallowRef<readonly Section[]>([]);
  readonly #rooms = shallowRef<readonly string[]>([]);
  readonly #worst = shallowRef<Ids>([]);
  readonly #waits = shallowRef(false);
  readonly #ends: (() => void)[];

  constructor(tiles: TileStore, settings: WallSettings, limits: ArrangementLimits) {
    this.#tiles = tiles;
    this.#settings = settings;
    this.#limits = limits;
    this.#ends = [
      tiles.listen({
        changed: (before, now) => this.#take(before, now),
        settled: (anew) => this.#settle(anew),
      }),
      watch(
        settings.now,
        (now, before) => {
          const same =
            now.sort === before.sort &&
            now.pinned === before.pinned &&
            now.filter === before.filter &&
            now.grouped === before.grouped;
          if (!same) this.#asked();
        },
        { flush: 'sync' },
      ),
    ];
    for (const tile of tiles.all()) this.#take(null, tile);
    this.#settle(true);
  }

  /** Attempt ids as they are shown, section after section. */
  get order(): Readonly<ShallowRef<Ids>> {
    return this.#order;
  }

  get sections(): Readonly<ShallowRef<readonly Section[]>> {
    return this.#sections;
  }

  /** All rooms of the roster, by name. */
  get rooms(): Readonly<ShallowRef<readonly string[]>> {
    return this.#rooms;
  }

  /** The highest scores among those who can be watched, in the room that was chosen. */
  get worst(): Readonly<ShallowRef<Ids>> {
    return this.#worst;
  }

  /** True while what is shown is not what it would be if it were not held. */
  get waits(): Readonly<ShallowRef<boolean>> {
    return this.#waits;
  }

  /** While held, tiles stay where they are: none jumps away from under the pointer. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held && this.#waits.value) this.#arrange();
  }

  /** The same for the strip. */
  holdWorst(held: boolean): void {
    this.#worstHeld = held;
    if (!held) this.#pickWorst();
  }

  /** Puts everybody into place now, held or not. */
  arrangeNow(): void {
    this.#asked();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  #take(before: Tile | null, now: Tile | null): void {
    if (now === null) {
      if (before !== null) this.#students.delete(before.attemptId);
      this.#stale = true;
      return;
    }
    const { attemptId, studentName } = now;
    const known = this.#students.get(attemptId);
    const sameName = known !== undefined && known.tile.studentName === studentName;
    this.#students.set(attemptId, {
      tile: now,
      rank: known?.rank ?? 0,
      folded: sameName ? known.folded : foldName(studentName),
    });
    if (before === null || !sameName || before.room !== now.room) {
      this.#unranked = true;
      return;
    }
    if (moves(this.#settings.now.value.sort, before, now)) this.#moved.add(attemptId);
    if (moves('risk', before, now) || !sameToFilters(before, now)) this.#stale = true;
  }

  #settle(anew: boolean): void {
    if (anew) {
      this.#arrange();
      return;
    }
    if (!this.#stale && !this.#unranked && this.#moved.size === 0) return;
    if (this.#timer !== undefined) return;
    const wait = this.#arrangedAt + this.#limits.reorderIntervalMs - performance.now();
    if (wait <= 0) this.#arrange();
    else this.#timer = setTimeout(() => this.#arrange(), wait);
  }

  /** A person wants to see something else. */
  #asked(): void {
    this.#sortAll();
    const held = this.#held;
    this.#held = false;
    this.#arrange();
    this.#held = held;
    this.#pickWorst();
  }

  #rank(): void {
    this.#unranked = false;
    const students = [...this.#students.values()];
    const names = students.map(({ tile }) => [tile.attemptId, tile.studentName] as const);
    const ranks = rankNames(new Map(names));
    for (const [attemptId, student] of this.#students) {
      this.#students.set(attemptId, { ...student, rank: ranks.get(attemptId) ?? 0 });
    }
    const rooms = sortedRooms(
      students.flatMap(({ tile: { room } }) => (room === null ? [] : [room])),
    );
    if (!sameList(rooms, this.#rooms.value)) this.#rooms.value = rooms;
  }

  #compare(): ReturnType<typeof comparer> {
    const { sort, pinned } = this.#settings.now.value;
    return comparer(sort, pinned);
  }

  #sortAll(): void {
    this.#moved.clear();
    this.#sorted = [...this.#students.values()].sort(this.#compare());
  }

  /** Brings the list of everybody up to date: only those that moved look for a place. */
  #sortMoved(): void {
    const rest: Student[] = [];
    for (const { tile } of this.#sorted) {
      if (this.#moved.has(tile.attemptId)) continue;
      const student = this.#students.get(tile.attemptId);
      if (student !== undefined) rest.push(student);
    }
    const moved: Student[] = [];
    for (const attemptId of this.#moved) {
      const student = this.#students.get(attemptId);
      if (student !== undefined) moved.push(student);
    }
    this.#moved.clear();
    this.#sorted = putBack(rest, moved, this.#compare());
  }

  #arrange(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrangedAt = performance.now();
    this.#stale = false;
    if (this.#unranked) {
      this.#rank();
      this.#sortAll();
    } else this.#sortMoved();
    const fits = matcher(this.#settings.now.value.filter);
    const wanted: string[] = [];
    for (const student of this.#sorted) if (fits(student)) wanted.push(student.tile.attemptId);
    const shown = this.#held ? this.#kept(wanted) : wanted;
    this.#show(shown);
    const cut = this.#cut(wanted).flatMap(({ order }) => order);
    this.#waits.value = !sameList(this.#order.value, cut);
    if (this.#worstHeld) this.#dropWorst();
    else this.#pickWorst();
  }

  /** What is shown stays, and who came since follows at the end. */
  #kept(wanted: Ids): string[] {
    const kept = this.#order.value.filter((attemptId) => this.#students.has(attemptId));
    const known = new Set(kept);
    return [...kept, ...wanted.filter((attemptId) => !known.has(attemptId))];
  }

  #cut(order: Ids): readonly Section[] {
    if (!this.#settings.now.value.grouped || this.#rooms.value.length === 0) {
      return order.length === 0 ? [] : [{ room: undefined, order }];
    }
    return byRoom(
      order,
      (attemptId) => this.#tiles.tile(attemptId)?.room ?? null,
      this.#rooms.value,
    );
  }

  #show(shown: Ids): void {
    const before = this.#sections.value;
    // A section that stays as it is stays the same object: nothing of it is rendered again.
    const sections = this.#cut(shown).map((section) => {
      const old = before.find(({ room }) => room === section.room);
      return old !== undefined && sameList(old.order, section.order) ? old : section;
    });
    if (!sameList(sections, before)) this.#sections.value = sections;
    const order = sections.flatMap((section) => section.order);
    if (!sameList(order, this.#order.value)) this.#order.value = order;
  }

  /** Who is not on this wall any more is not kept for a hand. */
  #dropWorst(): void {
    const worst = this.#worst.value.filter((attemptId) => this.#students.has(attemptId));
    if (worst.length < this.#worst.value.length) this.#worst.value = worst;
  }

  #pickWorst(): void {
    const { room } = this.#settings.now.value.filter;
    const compare = comparer('risk', new Set());
    const picked: Student[] = [];
    for (const student of this.#students.values()) {
      if (!mayBeWatched(student.tile) || (room !== null && student.tile.room !== room)) continue;
      const last = picked[this.#limits.worst - 1];
      if (last !== undefined && compare(last, student) < 0) continue;
      const at = picked.findIndex((one) => compare(student, one) < 0);
      picked.splice(at === -1 ? picked.length : at, 0, student);
      picked.length = Math.min(picked.length, this.#limits.worst);
    }
    const worst = picked.map(({ tile }) => tile.attemptId);
    if (!sameList(worst, this.#worst.value)) this.#worst.value = worst;
  }
}

function sameToFilters(before: Tile, now: Tile): boolean {
  return (
    before.level === now.level &&
    before.lastIncident?.type === now.lastIncident?.type &&
    conditionOf(before) === conditionOf(now)
  );
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
