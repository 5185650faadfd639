import type { Tile, TileDelta } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tileFor } from '../testing/index.ts';
import { Arrangement } from './arrangement.ts';
import { TileStore } from './tile-store.ts';
import { WallSettings } from './wall-settings.ts';
import { noFilter } from './wall-view.ts';

const limits = { reorderIntervalMs: 1_000, worst: 3 };

/** A wall of students, and what a test does to it. */
function wallWith(...tiles: Tile[]) {
  const store = new TileStore();
  const settings = new WallSettings('exam-1');
  const arrangement = new Arrangement(store, settings, limits);
  let sequence = 1;
  store.load(tiles, sequence);
  return {
    store,
    settings,
    arrangement,
    load: (...next: Tile[]) => store.load(next, (sequence += 1)),
    change: (...deltas: TileDelta[]) => {
      const after = sequence;
      sequence += 1;
      store.apply({ after, sequence, deltas });
    },
    shown: () => arrangement.order.value.join(''),
    worst: () => arrangement.worst.value.join(''),
  };
}

const scored = (id: string, score: number, changes: Partial<Tile> = {}) =>
  tileFor(id, { score, studentName: `Name ${id}`, ...changes });

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('what is shown', () => {
  it('is in order, and follows the scores', () => {
    const wall = wallWith(scored('a', 3), scored('b', 20), scored('c', 3));
    expect(wall.shown()).toBe('bac');
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'c', score: 90 });
    expect(wall.shown()).toBe('cba');
  });

  it('follows at once after a calm time, and after that not more often than a person can', () => {
    const wall = wallWith(scored('a', 3), scored('b', 2), scored('c', 1));
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'c', score: 10 });
    expect(wall.shown()).toBe('cab');
    wall.change({ attemptId: 'b', score: 11 });
    wall.change({ attemptId: 'a', score: 12 });
    expect(wall.shown()).toBe('cab');
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    expect(wall.shown()).toBe('abc');
  });

  it('is the same list while nothing moves', () => {
    const wall = wallWith(scored('a', 10), scored('b', 0));
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    const { value } = wall.arrangement.order;
    wall.change({ attemptId: 'a', score: 11 });
    wall.change({ attemptId: 'a', streaming: true });
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    expect(wall.arrangement.order.value).toBe(value);
  });

  it('is filtered, searched and sorted as soon as somebody says so', () => {
    const wall = wallWith(
      scored('a', 50, { level: 'likely', studentName: 'Zoë' }),
      scored('b', 60, { level: 'likely', studentName: 'Bo' }),
      scored('c', 1, { studentName: 'Ada' }),
    );
    wall.arrangement.hold(true);
    wall.settings.changeFilter({ levels: ['likely'] });
    expect(wall.shown()).toBe('ba');
    wall.settings.changeFilter({ search: 'zoe' });
    expect(wall.shown()).toBe('a');
    wall.settings.change({ filter: noFilter, sort: 'name' });
    expect(wall.shown()).toBe('cba');
    wall.settings.togglePin('a');
    expect(wall.shown()).toBe('acb');
    expect(wall.arrangement.waits.value).toBe(false);
  });

  it('lets in and out whom a change makes fit', () => {
    const wall = wallWith(scored('a', 50, { level: 'likely' }), scored('b', 1));
    wall.settings.changeFilter({ levels: ['likely'] });
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'b', level: 'likely' }, { attemptId: 'a', level: 'clear' });
    expect(wall.shown()).toBe('b');
  });

  it('takes in and drops students with a snapshot, new names in their places', () => {
    const wall = wallWith(scored('a', 0), scored('c', 0));
    wall.load(scored('a', 0), scored('b', 0, { studentName: 'Name aa' }), scored('d', 0));
    expect(wall.shown()).toBe('abd');
  });
});

describe('while it is held', () => {
  it('stays, says so, and is made up for afterwards', () => {
    const wall = wallWith(scored('a', 10), scored('b', 0));
    wall.arrangement.hold(true);
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'b', score: 90 });
    expect(wall.shown()).toBe('ab');
    expect(wall.arrangement.waits.value).toBe(true);
    wall.arrangement.hold(false);
    expect(wall.shown()).toBe('ba');
    expect(wall.arrangement.waits.value).toBe(false);
  });

  it('keeps whom the filter would drop, and puts newcomers at the end', () => {
    const wall = wallWith(scored('a', 50, { level: 'likely' }), scored('b', 1), scored('c', 2));
    wall.settings.changeFilter({ levels: ['likely'] });
    wall.arrangement.hold(true);
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'a', level: 'clear' }, { attemptId: 'b', level: 'likely' });
    expect(wall.shown()).toBe('ab');
    wall.arrangement.hold(false);
    expect(wall.shown()).toBe('b');
  });

  it('lets go of who is no longer on the roster, and no other', () => {
    const wall = wallWith(scored('a', 10), scored('b', 5), scored('c', 0));
    wall.arrangement.hold(true);
    wall.load(scored('b', 5), scored('c', 99), scored('d', 100));
    expect(wall.shown()).toBe('bcd');
    expect(wall.arrangement.waits.value).toBe(true);
  });

  it('is put in order all the same when somebody asks for it', () => {
    const wall = wallWith(scored('a', 10), scored('b', 0));
    wall.arrangement.hold(true);
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'b', score: 90 });
    wall.arrangement.arrangeNow();
    expect(wall.shown()).toBe('ba');
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'a', score: 95 });
    expect(wall.shown()).toBe('ba');
  });

  it('does not jump when 300 students vanish at once', () => {
    const many = Array.from({ length: 400 }, (_, index) => scored(`s${index}`, 100 - (index % 90)));
    const wall = wallWith(...many);
    wall.arrangement.hold(true);
    const before = wall.arrangement.order.value;
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change(
      ...many.slice(0, 300).map(({ attemptId }) => ({ attemptId, state: 'left' as const })),
    );
    expect(wall.arrangement.order.value).toBe(before);
    expect(wall.store.summary.value).toMatchObject({ here: 100, conditions: { offline: 300 } });
  });
});

describe('rooms', () => {
  it('make sections, each in order; a section that nothing moves in stays the same', () => {
    const wall = wallWith(
      scored('a', 1, { room: 'Hall 10' }),
      scored('b', 9, { room: 'Hall 10' }),
      scored('c', 5, { room: 'Hall 2' }),
      scored('d', 7),
    );
    expect(wall.arrangement.rooms.value).toEqual(['Hall 2', 'Hall 10']);
    wall.settings.change({ grouped: true });
    expect(wall.arrangement.sections.value).toEqual([
      { room: 'Hall 2', order: ['c'] },
      { room: 'Hall 10', order: ['b', 'a'] },
      { room: null, order: ['d'] },
    ]);
    const [two] = wall.arrangement.sections.value;
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'a', score: 50 });
    expect(wall.shown()).toBe('cabd');
    expect(wall.arrangement.sections.value[0]).toBe(two);
  });
});

describe('the worst', () => {
  it('are the highest of those who can be watched, whatever the filter', () => {
    const wall = wallWith(
      scored('a', 90, { state: 'submitted' }),
      scored('b', 80, { state: 'left' }),
      scored('c', 70),
      scored('d', 60),
      scored('e', 50),
    );
    wall.settings.changeFilter({ levels: ['severe'], search: 'nobody' });
    expect(wall.shown()).toBe('');
    expect(wall.worst()).toBe('bcd');
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'e', score: 75 });
    expect(wall.worst()).toBe('bec');
  });

  it('are those of the room that was chosen', () => {
    const wall = wallWith(scored('a', 9, { room: 'A' }), scored('b', 5, { room: 'B' }));
    wall.settings.changeFilter({ room: 'B' });
    expect(wall.worst()).toBe('b');
  });

  it('stay where they are under the pointer', () => {
    const wall = wallWith(scored('a', 9), scored('b', 5));
    wall.arrangement.holdWorst(true);
    vi.advanceTimersByTime(limits.reorderIntervalMs);
    wall.change({ attemptId: 'b', score: 50 });
    expect(wall.worst()).toBe('ab');
    expect(wall.shown()).toBe('ba');
    wall.arrangement.holdWorst(false);
    expect(wall.worst()).toBe('ba');
  });

  it('go at once under the pointer, too, where they are not on this wall any more', () => {
    const wall = wallWith(scored('a', 9), scored('b', 5));
    wall.arrangement.holdWorst(true);
    wall.load(scored('b', 5), scored('c', 2));
    expect(wall.worst()).toBe('b');
  });
});

describe('the choices', () => {
  it('are remembered on this machine, filters and pins only of the same exam', () => {
    const first = new WallSettings('exam-1');
    first.change({ size: 'l', sort: 'name', stripOpen: false });
    first.changeFilter({ levels: ['severe'], search: 'ada' });
    first.togglePin('a');
    const again = new WallSettings('exam-1').now.value;
    expect(again).toMatchObject({ size: 'l', sort: 'name', stripOpen: false });
    expect(again.filter).toEqual({ ...noFilter, levels: ['severe'] });
    expect([...again.pinned]).toEqual(['a']);
    const other = new WallSettings('exam-2').now.value;
    expect(other).toMatchObject({ size: 'l', filter: noFilter });
    expect(other.pinned.size).toBe(0);
  });

  it.each(['', 'null', '7', '[]', '{"size":"xxl","sort":7,"exam":"?"}'])(
    'are the usual ones where %j is stored',
    (stored) => {
      localStorage.setItem('invigil.wall', stored);
      expect(new WallSettings('exam-1').now.value).toMatchObject({
        size: 'm',
        sort: 'risk',
        grouped: false,
        stripOpen: true,
        filter: noFilter,
      });
    },
  );
});
