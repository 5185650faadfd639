import type { CountedType, Level, Tile } from '@invigil/shared-types';
import { conditionOf, type Condition } from './tile-tally.ts';

/*
 * Which students a wall shows and in what order: nothing here knows a page or a clock.
 */

export const sorts = ['risk', 'name', 'recent'] as const;
export type Sort = (typeof sorts)[number];

/** What a person chose to see. Of one kind any will do; of several kinds each has to fit. */
export interface Filter {
  readonly levels: readonly Level[];
  /** The type of the latest incident. */
  readonly types: readonly CountedType[];
  readonly conditions: readonly Condition[];
  /** Only those who sit there; null for all. */
  readonly room: string | null;
  /** Words of the name. */
  readonly search: string;
}

export const noFilter: Filter = { levels: [], types: [], conditions: [], room: null, search: '' };

export const isFiltering = (filter: Filter): boolean =>
  filter.levels.length > 0 ||
  filter.types.length > 0 ||
  filter.conditions.length > 0 ||
  filter.room !== null ||
  foldName(filter.search) !== '';

/** One student as far as order and filters go, prepared so that comparing two takes no words. */
export interface Student {
  readonly tile: Tile;
  /** The place among all by name. */
  readonly rank: number;
  /** The name as it is searched. */
  readonly folded: string;
}

/** What decomposing leaves as it is. */
const alike: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  // Arabic letters that people write for one another.
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ة: 'ه',
};
const alikeLetters = new RegExp(`[${Object.keys(alike).join('')}]`, 'gu');

/** A name without what people leave out when they search: case, diacritics, more than one space. */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(alikeLetters, (letter) => alike[letter] ?? letter)
    .replace(/[\s,]+/gu, ' ')
    .trim();
}

/** @returns whether a student fits, for any number of students. */
export function matcher(filter: Filter): (student: Student) => boolean {
  const words = foldName(filter.search).split(' ');
  const levels = new Set(filter.levels);
  const types = new Set(filter.types);
  const wanted = new Set(filter.conditions);
  return ({ tile, folded }) => {
    if (filter.room !== null && tile.room !== filter.room) return false;
    if (levels.size > 0 && !levels.has(tile.level)) return false;
    if (types.size > 0 && (tile.lastIncident === null || !types.has(tile.lastIncident.type))) {
      return false;
    }
    if (wanted.size > 0) {
      const condition = conditionOf(tile);
      if (condition === null || !wanted.has(condition)) return false;
    }
    return words.every((word) => folded.includes(word));
  };
}

/** Where a state puts a student among those with the same score. */
const presence: Readonly<Record<Tile['state'], number>> = {
  in_progress: 0,
  reconnecting: 0,
  left: 1,
  waiting: 2,
  ready: 3,
  checking: 3,
  consented: 3,
  invited: 3,
  declined: 3,
  submitted: 4,
  ended: 4,
  expired: 4,
  under_review: 4,
  closed: 4,
};

type Compare = (a: Student, b: Student) => number;

const byName: Compare = (a, b) => a.rank - b.rank || (a.tile.attemptId < b.tile.attemptId ? -1 : 1);

const comparers: Readonly<Record<Sort, Compare>> = {
  risk: (a, b) =>
    b.tile.score - a.tile.score ||
    // Among equals those who have a picture to look at come first.
    presence[a.tile.state] - presence[b.tile.state] ||
    byName(a, b),
  name: byName,
  // Two without any incident come to NaN, and go by name.
  recent: (a, b) =>
    (b.tile.lastIncident?.capturedAt ?? -Infinity) -
      (a.tile.lastIncident?.capturedAt ?? -Infinity) || byName(a, b),
};

/** Pinned ones first, then by the chosen order. Never 0 for two different students. */
export function comparer(sort: Sort, pinned: ReadonlySet<string>): Compare {
  const compare = comparers[sort];
  return (a, b) => {
    const pins = Number(pinned.has(b.tile.attemptId)) - Number(pinned.has(a.tile.attemptId));
    return pins || compare(a, b);
  };
}

/** True where a change of the tile can move it to another place. */
export function moves(sort: Sort, before: Tile, now: Tile): boolean {
  switch (sort) {
    case 'risk':
      return before.score !== now.score || presence[before.state] !== presence[now.state];
    case 'recent':
      return before.lastIncident?.capturedAt !== now.lastIncident?.capturedAt;
    case 'name':
      return false;
  }
}

/**
 * Puts those that moved into their new places; everybody else is in order already.
 * @param sorted all but the moved ones, in order
 */
export function putBack(sorted: readonly Student[], moved: Student[], compare: Compare): Student[] {
  moved.sort(compare);
  const all: Student[] = [];
  let next = 0;
  for (const student of sorted) {
    for (let one = moved[next]; one !== undefined && compare(one, student) < 0; one = moved[next]) {
      all.push(one);
      next += 1;
    }
    all.push(student);
  }
  all.push(...moved.slice(next));
  return all;
}

/** Those of one room, or all where nobody is grouped (`room` is undefined then). */
export interface Section {
  /** Null for those of whom the roster knows no room. */
  readonly room: string | null | undefined;
  readonly order: readonly string[];
}

/** The list, cut up by room: rooms by name, those without one last. Within a room the order is kept. */
export function byRoom(
  order: readonly string[],
  roomOf: (attemptId: string) => string | null,
  rooms: readonly string[],
): Section[] {
  const lists = new Map<string | null, string[]>([...rooms, null].map((room) => [room, []]));
  for (const attemptId of order) lists.get(roomOf(attemptId))?.push(attemptId);
  return [...lists].flatMap(([room, list]) => (list.length === 0 ? [] : [{ room, order: list }]));
}

/** Students who can be watched now or may be again in a moment: the strip is about them. */
export const mayBeWatched = ({ state }: Pick<Tile, 'state'>): boolean =>
  state === 'in_progress' || state === 'reconnecting' || state === 'left';
