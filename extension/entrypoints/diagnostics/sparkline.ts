/** One measurement. Null: nothing was measured then, and the line has a gap. */
export interface Point {
  /** Milliseconds. */
  readonly at: number;
  readonly value: number | null;
}

/** What of time and value is drawn, and how large. */
export interface Extent {
  /** Milliseconds; the left and the right edge. */
  readonly from: number;
  readonly to: number;
  /** The lower and the upper edge; what lies beyond is drawn at the edge. */
  readonly low: number;
  readonly high: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Points further apart than this are not joined. Milliseconds. */
  readonly gapMs: number;
}

/**
 * The `d` of an SVG path through some points, in the order of time. However many there are, no column
 * of pixels gets more of them than its first, lowest, highest and last one, so that nothing that stood
 * out is lost and a long trace draws as fast as a short one.
 *
 * @returns '' where there is nothing to draw
 */
export function sparkline(points: readonly Point[], extent: Extent): string {
  const { from, to, low, high, width, height } = extent;
  const x = (at: number) => ((at - from) / Math.max(1, to - from)) * width;
  const y = (value: number) =>
    height - ((within(low, value, high) - low) / Math.max(Number.EPSILON, high - low)) * height;
  const inView = points.filter(({ at }) => at >= from && at <= to);
  return strokes(inView, extent.gapMs)
    .map((stroke) => thinned(stroke, ({ at }) => Math.floor(x(at))))
    .map((stroke) => stroke.map(({ at, value }) => `${short(x(at))} ${short(y(value))}`))
    .map(([first = '', ...rest]) =>
      // A single point is a line of no length, which round ends make a dot.
      rest.length === 0 ? `M${first}h0` : `M${first}L${rest.join(' ')}`,
    )
    .join('');
}

interface Measured {
  readonly at: number;
  readonly value: number;
}

/** Points that belong together: one after the other, without a gap. */
function strokes(points: readonly Point[], gapMs: number): Measured[][] {
  const made: Measured[][] = [];
  let lastAt: number | null = null;
  for (const { at, value } of points) {
    if (value === null) {
      lastAt = null;
      continue;
    }
    const elapsed = lastAt === null ? Infinity : at - lastAt;
    // A trace whose time goes back is drawn as what it is: something else.
    if (elapsed < 0 || elapsed > gapMs) made.push([]);
    made.at(-1)?.push({ at, value });
    lastAt = at;
  }
  return made;
}

/** In each column the first, the lowest, the highest and the last point, in their order. */
function thinned(stroke: readonly Measured[], columnOf: (point: Measured) => number): Measured[] {
  const columns = new Map<number, Measured[]>();
  for (const point of stroke) {
    const column = columnOf(point);
    const there = columns.get(column);
    if (there === undefined) columns.set(column, [point]);
    else there.push(point);
  }
  return [...columns.values()].flatMap((column) => {
    const [first] = column;
    if (first === undefined || column.length <= 4) return column;
    let [lowest, highest] = [first, first];
    for (const point of column) {
      if (point.value < lowest.value) lowest = point;
      if (point.value > highest.value) highest = point;
    }
    const kept = new Set([first, lowest, highest, column.at(-1)]);
    return column.filter((point) => kept.has(point));
  });
}

const within = (least: number, value: number, most: number) =>
  Math.min(most, Math.max(least, value));
const short = (value: number) => Number(value.toFixed(1));
