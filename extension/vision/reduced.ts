import type { PictureBox } from '@invigil/shared-types';

/** What is measured on a much reduced grey copy of a picture, before any model looks at it. */
export interface Reduced {
  /** Mean brightness, 0 (black) … 255 (white). */
  readonly luma: number;
  /** Standard deviation of the brightness, grey levels; next to nothing where the picture is flat. */
  readonly deviation: number;
  /** Variance of the Laplacian; next to nothing in a blurred or featureless picture. */
  readonly sharpness: number;
  /** Mean absolute difference to the picture before, grey levels. Null without one. */
  readonly difference: number | null;
  /**
   * The same in the quietest quarter of the picture: what changes where nothing moves, by the camera's
   * own noise, by the light, or because the camera itself moves. Null without a picture before.
   */
  readonly noise: number | null;
  /**
   * Mean absolute difference to the picture before in one part of the picture, grey levels. Null without
   * a picture before, and where the part is smaller than a pixel.
   */
  readonly changeIn: (box: PictureBox) => number | null;
  /** Grey levels, row by row: the picture before, for the next one. */
  readonly grey: Float32Array;
}

/**
 * Measures a reduced picture: brightness and its deviation by the weights of ITU-R BT.601, sharpness as the variance of
 * the 4-neighbour Laplacian (Pech-Pacheco et al. 2000), and how much has changed.
 *
 * @param rgba four bytes per pixel, row by row
 * @param width pixels in a row
 * @param before the `grey` of the picture before, of the same size, or null
 */
export function measureReduced(
  rgba: Uint8ClampedArray,
  width: number,
  before: Float32Array | null,
): Reduced {
  const grey = new Float32Array(rgba.length >> 2);
  let sum = 0;
  let squares = 0;
  let change = 0;
  for (let pixel = 0, i = 0; pixel < grey.length; pixel++, i += 4) {
    const level = 0.299 * (rgba[i] ?? 0) + 0.587 * (rgba[i + 1] ?? 0) + 0.114 * (rgba[i + 2] ?? 0);
    grey[pixel] = level;
    sum += level;
    squares += level * level;
    change += Math.abs(level - (before?.[pixel] ?? level));
  }
  const pixels = Math.max(1, grey.length);
  const mean = sum / pixels;
  return {
    luma: Math.min(255, mean),
    // Rounding may leave a flat picture a hair below nothing.
    deviation: Math.sqrt(Math.max(0, squares / pixels - mean * mean)),
    sharpness: laplacianVariance(grey, width),
    difference: before === null ? null : change / pixels,
    noise: before === null ? null : quietChange(grey, before, width),
    // Only asked for where a face is, so that it costs nothing in most of the picture.
    changeIn: (box) => (before === null ? null : changeWithin(box, grey, before, width)),
    grey,
  };
}

function laplacianVariance(grey: Float32Array, width: number): number {
  const height = Math.floor(grey.length / Math.max(1, width));
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const around =
        (grey[i - 1] ?? 0) + (grey[i + 1] ?? 0) + (grey[i - width] ?? 0) + (grey[i + width] ?? 0);
      const edge = 4 * (grey[i] ?? 0) - around;
      sum += edge;
      squares += edge * edge;
      count++;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}

/** Side of the squares of which the quietest are taken. Pixels of the reduced picture. */
const squareSide = 10;

function quietChange(grey: Float32Array, before: Float32Array, width: number): number {
  const height = Math.floor(grey.length / Math.max(1, width));
  const changes: number[] = [];
  for (let top = 0; top < height; top += squareSide) {
    for (let left = 0; left < width; left += squareSide) {
      const square = { left, top, right: left + squareSide, bottom: top + squareSide };
      changes.push(changeIn(square, grey, before, width) ?? 0);
    }
  }
  return changes.sort((a, b) => a - b)[changes.length >> 2] ?? 0;
}

function changeWithin(
  { x, y, w, h }: PictureBox,
  grey: Float32Array,
  before: Float32Array,
  width: number,
): number | null {
  const height = Math.floor(grey.length / Math.max(1, width));
  const pixels = {
    left: Math.round(x * width),
    right: Math.round((x + w) * width),
    top: Math.round(y * height),
    bottom: Math.round((y + h) * height),
  };
  return changeIn(pixels, grey, before, width);
}

/** Pixels; right and bottom are the first ones outside. */
interface Pixels {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function changeIn(
  { left, right, top, bottom }: Pixels,
  grey: Float32Array,
  before: Float32Array,
  width: number,
): number | null {
  const height = Math.floor(grey.length / Math.max(1, width));
  let sum = 0;
  let count = 0;
  for (let row = Math.max(0, top); row < Math.min(height, bottom); row++) {
    for (let column = Math.max(0, left); column < Math.min(width, right); column++) {
      const i = row * width + column;
      const level = grey[i] ?? 0;
      sum += Math.abs(level - (before[i] ?? level));
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}
