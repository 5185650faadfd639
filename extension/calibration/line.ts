/** What a straight line makes of points. */
export interface Line {
  /** Its value at 0 and at 1. */
  readonly at0: number;
  readonly at1: number;
  /** By how much the points stray from it: root of the mean square. */
  readonly stray: number;
}

/**
 * The straight line closest to some points, by least squares of the second coordinate.
 *
 * @returns null where the first coordinates do not differ, so that no line is closest
 */
export function lineThrough(points: readonly (readonly [number, number])[]): Line | null {
  const count = points.length;
  const mean = (which: 0 | 1) => points.reduce((sum, point) => sum + point[which], 0) / count;
  const [mx, my] = [mean(0), mean(1)];
  let across = 0;
  let along = 0;
  for (const [x, y] of points) {
    across += (x - mx) ** 2;
    along += (x - mx) * (y - my);
  }
  if (!(across > 1e-9)) return null;
  const slope = along / across;
  const at0 = my - slope * mx;
  const squares = points.reduce((sum, [x, y]) => sum + (y - at0 - slope * x) ** 2, 0);
  return { at0, at1: at0 + slope, stray: Math.sqrt(squares / count) };
}
