/**
 * How unlike two descriptions are: one less the cosine of the angle between them. How long they are does
 * not matter, so that light, which makes them longer or shorter, matters less.
 *
 * @returns 0 (alike) … 2 (opposite). A description of nothing but zeros is like no other: 1
 * @throws RangeError when they are not of the same length
 */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} numbers against ${b.length}`);
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const lengths = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  if (lengths === 0) return 1;
  // Rounding may carry a cosine a hair beyond 1.
  return Math.max(0, Math.min(2, 1 - product / lengths));
}
