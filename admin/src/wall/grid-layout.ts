/** How large tiles are. */
export const tileSizes = ['s', 'm', 'l'] as const;
export type TileSize = (typeof tileSizes)[number];

export interface GridMeasures {
  /** How wide a tile of each size is at least. CSS pixels, as everything here. */
  readonly tileWidth: Readonly<Record<TileSize, number>>;
  readonly gap: number;
  /** The row with name and score. */
  readonly nameHeight: number;
}

/** Where tiles of one size stand in so much room. */
export interface GridLayout {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** From one tile to the next, across and down. */
  readonly stepX: number;
  readonly stepY: number;
}

/** How many tiles fit beside each other; one, where not even that. CSS pixels. */
export const columnsIn = (width: number, least: number, gap: number): number =>
  Math.max(1, Math.floor((width + gap) / (least + gap)));

/** As many columns as there is room for; the tiles share what is left over. */
export function layoutFor(width: number, size: TileSize, measures: GridMeasures): GridLayout {
  const { gap, nameHeight } = measures;
  const least = measures.tileWidth[size];
  const columns = columnsIn(width, least, gap);
  // Whole pixels: a name between two of them is blurred.
  const tileWidth = Math.max(least, Math.floor((width - gap * (columns - 1)) / columns));
  const tileHeight = Math.round((tileWidth * 9) / 16) + nameHeight;
  return { columns, tileWidth, tileHeight, stepX: tileWidth + gap, stepY: tileHeight + gap };
}

/** Of a section's rows those that are between two heights, as positions in its order: from, and up to. */
export function rowsBetween(
  top: number,
  bottom: number,
  count: number,
  { columns, stepY }: Pick<GridLayout, 'columns' | 'stepY'>,
): readonly [from: number, to: number] {
  const from = Math.max(0, Math.floor(top / stepY)) * columns;
  const to = Math.min(count, Math.max(0, Math.ceil(bottom / stepY)) * columns);
  return [Math.min(from, count), Math.max(Math.min(from, count), to)];
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'page_up' | 'page_down';

/** What a key does on the wall; null for what is no business of the grid. Mirrored from right to left. */
export function moveOf(key: string, direction: 'ltr' | 'rtl'): Move | null {
  switch (key) {
    case 'ArrowLeft':
      return direction === 'ltr' ? 'left' : 'right';
    case 'ArrowRight':
      return direction === 'ltr' ? 'right' : 'left';
    case 'ArrowUp':
      return 'up';
    case 'ArrowDown':
      return 'down';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case 'PageUp':
      return 'page_up';
    case 'PageDown':
      return 'page_down';
    default:
      return null;
  }
}

/**
 * Where a move leads, as a position among all that are shown. Stays where there is nothing further.
 * @param counts how many each section holds
 * @param from a position among all
 * @param pageRows how many rows a page moves by
 */
export function moveTo(
  move: Move,
  from: number,
  counts: readonly number[],
  columns: number,
  pageRows: number,
): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  switch (move) {
    case 'left':
      return Math.max(0, from - 1);
    case 'right':
      return Math.min(total - 1, from + 1);
    case 'first':
      return 0;
    case 'last':
      return total - 1;
    case 'up':
      return rowsOn(from, -1, counts, columns);
    case 'down':
      return rowsOn(from, 1, counts, columns);
    case 'page_up':
      return rowsOn(from, -Math.max(1, pageRows), counts, columns);
    case 'page_down':
      return rowsOn(from, Math.max(1, pageRows), counts, columns);
  }
}

/** So many rows up or down in the same column; a shorter row's last, where it has no such column. */
function rowsOn(from: number, rows: number, counts: readonly number[], columns: number): number {
  const starts: { readonly at: number; readonly length: number }[] = [];
  let at = 0;
  for (const count of counts) {
    for (let done = 0; done < count; done += columns) {
      starts.push({ at: at + done, length: Math.min(columns, count - done) });
    }
    at += count;
  }
  const row = starts.findIndex((one) => from >= one.at && from < one.at + one.length);
  const column = from - (starts[row]?.at ?? 0);
  const target = Math.max(0, Math.min(starts.length - 1, row + rows));
  if (target === row) return from;
  const { at: start, length } = starts[target] ?? { at: 0, length: 1 };
  return start + Math.min(column, length - 1);
}
