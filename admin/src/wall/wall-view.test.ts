import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileFor } from '../testing/index.ts';
import { rankNames, sortedRooms } from './name-ranks.ts';
import {
  byRoom,
  comparer,
  foldName,
  isFiltering,
  matcher,
  noFilter,
  putBack,
  sorts,
  type Filter,
  type Student,
} from './wall-view.ts';

function student(id: string, changes: Parameters<typeof tileFor>[1] = {}, rank = 0): Student {
  const tile = tileFor(id, changes);
  return { tile, rank, folded: foldName(tile.studentName) };
}

const incident = (type: 'head_turned' | 'no_face', capturedAt = 5_000) => ({
  id: `${type}-${capturedAt}`,
  type,
  capturedAt,
});

describe('searching a name', () => {
  it.each([
    ['Müller, Zoë', 'zoe muller'],
    ['Łukasz Ørsted', 'orsted'],
    ['NGUYỄN, Thị', 'nguyen'],
    ['Straße', 'strasse'],
    ['أحمد محمّد', 'احمد محمد'],
    ['فاطمة', 'فاطمه'],
    ['O’Brien,   Ann', 'ann o’brien'],
    ['😀😀 Vega', 'vega'],
  ])('%s is found by %s', (name, words) => {
    const fits = matcher({ ...noFilter, search: words });
    expect(fits(student('a', { studentName: name }))).toBe(true);
  });

  it('needs every word, in whatever order', () => {
    const ada = student('a', { studentName: 'Okafor, Ada' });
    expect(matcher({ ...noFilter, search: 'ada okaf' })(ada)).toBe(true);
    expect(matcher({ ...noFilter, search: 'ada vega' })(ada)).toBe(false);
  });

  it('for nothing but spaces finds everybody', () => {
    expect(isFiltering({ ...noFilter, search: '  ' })).toBe(false);
    expect(matcher({ ...noFilter, search: '  ' })(student('a'))).toBe(true);
  });
});

describe('filters', () => {
  const fits = (filter: Partial<Filter>, changes: Parameters<typeof tileFor>[1]) =>
    matcher({ ...noFilter, ...filter })(student('a', changes));

  it('of one kind let through whoever fits any of them', () => {
    const filter: Partial<Filter> = { levels: ['look', 'severe'] };
    expect(fits(filter, { level: 'look' })).toBe(true);
    expect(fits(filter, { level: 'severe' })).toBe(true);
    expect(fits(filter, { level: 'likely' })).toBe(false);
  });

  it('of several kinds let through only whoever fits each', () => {
    const filter: Partial<Filter> = { levels: ['look'], types: ['no_face'] };
    expect(fits(filter, { level: 'look', lastIncident: incident('no_face') })).toBe(true);
    expect(fits(filter, { level: 'look', lastIncident: incident('head_turned') })).toBe(false);
    expect(fits(filter, { level: 'look' })).toBe(false);
    expect(fits(filter, { lastIncident: incident('no_face') })).toBe(false);
  });

  it.each([
    ['technical', { trouble: { reason: 'camera_lost', since: 1 } }],
    ['offline', { state: 'left' }],
    ['offline', { state: 'reconnecting' }],
    ['not_started', { state: 'invited' }],
    ['not_started', { state: 'declined' }],
    ['waiting', { state: 'waiting' }],
    ['ready', { state: 'waiting', admittedAt: 1 }],
    ['ready', { state: 'ready' }],
  ] as const)('know who is %s', (condition, changes) => {
    expect(fits({ conditions: [condition] }, changes)).toBe(true);
    expect(fits({ conditions: [condition] }, {})).toBe(false);
    expect(fits({ conditions: [condition] }, { state: 'submitted' })).toBe(false);
  });

  it('know the room', () => {
    expect(fits({ room: 'Hall A' }, { room: 'Hall A' })).toBe(true);
    expect(fits({ room: 'Hall A' }, { room: 'Hall B' })).toBe(false);
    expect(fits({ room: 'Hall A' }, {})).toBe(false);
  });
});

describe('the order', () => {
  const sortedBy = (sort: (typeof sorts)[number], pinned: string[], students: Student[]) =>
    students
      .toSorted(comparer(sort, new Set(pinned)))
      .map(({ tile }) => tile.attemptId)
      .join('');

  it('by risk is worst first, then who is here, then by name', () => {
    const students = [
      student('a', { score: 3, state: 'left' }, 1),
      student('b', { score: 3 }, 3),
      student('c', { score: 20 }, 4),
      student('d', { score: 3 }, 2),
      student('e', { score: 3, state: 'invited' }, 0),
      student('f', { score: 3, state: 'ended' }, 0),
    ];
    expect(sortedBy('risk', [], students)).toBe('cdbaef');
    expect(sortedBy('risk', ['a'], students)).toBe('acdbef');
  });

  it('by the latest incident ends with those that have none, by name', () => {
    const students = [
      student('a', {}, 2),
      student('b', {}, 1),
      student('c', { lastIncident: incident('no_face', 10) }, 3),
      student('d', { lastIncident: incident('no_face', 20) }, 4),
    ];
    expect(sortedBy('recent', [], students)).toBe('dcba');
  });

  it('is the same after moving some as after sorting all', () => {
    const anybody = fc.record({
      score: fc.nat(5),
      rank: fc.nat(3),
      at: fc.option(fc.nat(3)),
      moves: fc.boolean(),
      next: fc.nat(5),
      pinned: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anybody, { maxLength: 30 }), fc.constantFrom(...sorts), (all, sort) => {
        const make = (
          score: number,
          index: number,
          { rank, at }: { rank: number; at: number | null },
        ) =>
          student(
            `s${index}`,
            { score, lastIncident: at === null ? null : incident('no_face', at) },
            rank,
          );
        const pinned = new Set(all.flatMap((one, index) => (one.pinned ? [`s${index}`] : [])));
        const compare = comparer(sort, pinned);
        const before = all.map((one, index) => make(one.score, index, one)).sort(compare);
        const moved = all.flatMap((one, index) => (one.moves ? [make(one.next, index, one)] : []));
        const movedIds = new Set(moved.map(({ tile }) => tile.attemptId));
        const rest = before.filter(({ tile }) => !movedIds.has(tile.attemptId));
        const expected = [...rest, ...moved].toSorted(compare);
        expect(putBack(rest, moved, compare)).toEqual(expected);
      }),
    );
  });
});

describe('names and rooms', () => {
  it('have their places as people count', () => {
    const ranks = rankNames(
      new Map([
        ['a', 'Student 10'],
        ['b', 'Student 9'],
        ['c', 'Ökonom'],
        ['d', 'Student 9'],
      ]),
    );
    expect([...ranks.entries()].sort()).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 0],
      ['d', 1],
    ]);
    expect(sortedRooms(['Hall 10', 'Hall 2', 'Hall 10'])).toEqual(['Hall 2', 'Hall 10']);
  });

  it('cut the list up without changing the order within', () => {
    const rooms = new Map([
      ['a', 'Hall B'],
      ['b', 'Hall A'],
      ['d', 'Hall B'],
    ]);
    const sections = byRoom(['d', 'c', 'b', 'a'], (id) => rooms.get(id) ?? null, [
      'Hall A',
      'Hall B',
      'Hall C',
    ]);
    expect(sections).toEqual([
      { room: 'Hall A', order: ['b'] },
      { room: 'Hall B', order: ['d', 'a'] },
      { room: null, order: ['c'] },
    ]);
  });
});
