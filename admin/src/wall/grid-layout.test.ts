import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { layoutFor, moveOf, moveTo, rowsBetween, tileSizes, type Move } from './grid-layout.ts';
import { placesOf, positionsBetween, topOf } from './grid-places.ts';

const measures = config.wall.grid;

describe('the layout', () => {
  it.each([
    [1_248, 's', 6],
    [1_248, 'm', 5],
    [1_248, 'l', 3],
    [3_808, 's', 20],
    [3_808, 'm', 15],
    [3_808, 'l', 11],
    [100, 'l', 1],
  ] as const)('of %d px with tiles of size %s has %d columns', (width, size, columns) => {
    expect(layoutFor(width, size, measures).columns).toBe(columns);
  });

  it('never makes a tile smaller than its size, nor a row wider than the room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 5_000 }),
        fc.constantFrom(...tileSizes),
        (width, size) => {
          const { columns, tileWidth, stepX } = layoutFor(width, size, measures);
          expect(tileWidth).toBeGreaterThanOrEqual(measures.tileWidth[size]);
          expect((columns - 1) * stepX + tileWidth).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

const layout = { columns: 3, stepY: 100 };
const places = placesOf(
  [
    { room: 'A', order: ['a', 'b', 'c', 'd'] },
    { room: 'B', order: ['e'] },
  ],
  layout,
  { padding: 10, sectionHead: 40 },
);

describe('places', () => {
  it('follow one another', () => {
    expect(places).toEqual([
      { first: 0, count: 4, top: 50 },
      { first: 4, count: 1, top: 290 },
    ]);
    expect([0, 2, 3, 4].map((position) => topOf(position, places, layout))).toEqual([
      50, 50, 150, 290,
    ]);
  });

  it('tell what is between two heights', () => {
    expect(positionsBetween(0, 60, places, layout)).toEqual([[0, 3]]);
    expect(positionsBetween(160, 300, places, layout)).toEqual([
      [3, 4],
      [4, 5],
    ]);
    expect(positionsBetween(1_000, 2_000, places, layout)).toEqual([]);
    expect(rowsBetween(-500, -100, 9, layout)).toEqual([0, 0]);
  });
});

describe('moving by keys', () => {
  // a b c      two sections of three columns
  // d
  // e f g
  const counts = [4, 3];
  const go = (move: Move, from: number) => moveTo(move, from, counts, 3, 2);

  it.each([
    ['right', 0, 1],
    ['right', 6, 6],
    ['left', 4, 3],
    ['left', 0, 0],
    ['down', 0, 3],
    ['down', 2, 3],
    ['down', 3, 4],
    ['down', 5, 5],
    ['up', 6, 3],
    ['up', 3, 0],
    ['up', 1, 1],
    ['first', 5, 0],
    ['last', 1, 6],
    ['page_down', 1, 5],
    ['page_up', 5, 1],
    ['page_down', 4, 4],
  ] as const)('%s from %d leads to %d', (move, from, to) => {
    expect(go(move, from)).toBe(to);
  });

  it('never leaves the wall', () => {
    const moves = ['left', 'right', 'up', 'down', 'first', 'last', 'page_up', 'page_down'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(...moves),
        fc.nat(),
        (sections, columns, move, anywhere) => {
          const total = sections.reduce((sum, count) => sum + count, 0);
          const to = moveTo(move, anywhere % total, sections, columns, 2);
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(total);
        },
      ),
    );
  });

  it('is mirrored where the page is read from right to left', () => {
    expect(moveOf('ArrowLeft', 'ltr')).toBe('left');
    expect(moveOf('ArrowLeft', 'rtl')).toBe('right');
    expect(moveOf('ArrowRight', 'rtl')).toBe('left');
    expect(moveOf('ArrowUp', 'rtl')).toBe('up');
    expect(moveOf('x', 'ltr')).toBeNull();
  });
});
