/**
 * Numbers of half precision (IEEE 754 binary16) as ordinary ones. `Float16Array` would do it, but is
 * younger than the oldest browser that the extension runs in.
 *
 * @param halves two bytes each, as a `Uint16Array` reads them
 */
export function floatsOf(halves: Uint16Array): Float32Array {
  // `Float32Array.from` would make a list of them first: 25 MB for three million.
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = floatOf(halves[i] ?? 0);
  return floats;
}

/** Sign, 5 bits of exponent, 10 of fraction. Model weights have neither infinities nor NaN, but they are read too. */
function floatOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  // Without an exponent there is no leading one, and the smallest exponent counts.
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
