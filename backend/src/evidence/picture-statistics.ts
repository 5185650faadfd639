import type { Sharp } from 'sharp';

/** A picture's brightness, much reduced. */
export interface GreyPicture {
  /** Row by row, 0 (black) … 255 (white). */
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** What a picture's pixels say about it, whatever it shows. */
export interface PictureStatistics {
  /** Mean brightness, 0 (black) … 255 (white). */
  readonly mean: number;
  /** Standard deviation of the brightness, grey levels. Near 0: a flat picture. */
  readonly deviation: number;
  /** Variance of the Laplacian, grey levels squared. Near 0: a blurred picture, or a flat one. */
  readonly sharpness: number;
}

/** Agents measure on a picture of this size, too: sharpness depends on it. Pixels. */
const reduced = { width: 160, height: 90 } as const;

/** Reduces a picture to its brightness, by the weights of ITU-R BT.601, as agents do. */
export async function reducedGrey(picture: Sharp): Promise<GreyPicture> {
  const { data, info } = await picture
    .resize({ ...reduced, fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const pixels = new Float32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const at = i * channels;
    const red = data[at] ?? 0;
    pixels[i] =
      channels < 3 ? red : 0.299 * red + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  }
  return { pixels, width, height };
}

export function statisticsOf(grey: GreyPicture): PictureStatistics {
  const brightness = spread(grey.pixels);
  return {
    mean: brightness.mean,
    deviation: Math.sqrt(brightness.variance),
    sharpness: spread(laplacian(grey)).variance,
  };
}

/** How much each inner pixel stands out from its four neighbours. */
function laplacian({ pixels, width, height }: GreyPicture): Float32Array {
  const inner = new Float32Array(Math.max(0, width - 2) * Math.max(0, height - 2));
  let next = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around =
        (pixels[at - 1] ?? 0) +
        (pixels[at + 1] ?? 0) +
        (pixels[at - width] ?? 0) +
        (pixels[at + width] ?? 0);
      inner[next++] = around - 4 * (pixels[at] ?? 0);
    }
  }
  return inner;
}

function spread(values: Float32Array): { mean: number; variance: number } {
  if (values.length === 0) return { mean: 0, variance: 0 };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}
