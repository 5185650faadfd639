import sharp from 'sharp';
import { reducedGrey, statisticsOf, type PictureStatistics } from '../evidence/index.ts';
import { StillError, type Still } from '../sfu/index.ts';

/** A still, decoded once, with what its pixels say. */
export interface StillPicture extends Still {
  /** Three bytes a pixel, row by row. */
  readonly rgb: Buffer;
  readonly statistics: PictureStatistics;
  /** Brightness of the reduced picture, whole grey levels: small enough to keep for each student. */
  readonly grey: Uint8Array;
}

/**
 * Decodes a still.
 * @param maxPixels a header that promises more is refused before anything is decoded
 * @throws StillError `undecodable`
 */
export async function readStill(still: Still, maxPixels: number): Promise<StillPicture> {
  try {
    const rgb = await sharp(still.webp, { limitInputPixels: maxPixels, failOn: 'error' })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const grey = await reducedGrey(ofRgb({ ...still, rgb }));
    return { ...still, rgb, statistics: statisticsOf(grey), grey: Uint8Array.from(grey.pixels) };
  } catch (error) {
    throw new StillError('undecodable', { cause: error });
  }
}

/** A pipeline over the pixels that are decoded already. */
export function ofRgb({ rgb, width, height }: Pick<StillPicture, 'rgb' | 'width' | 'height'>) {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

/** Mean absolute difference, grey levels. 0 for two pictures that are the same. */
export function differenceOf(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError('the pictures are not reduced to the same size');
  let sum = 0;
  for (const [index, level] of a.entries()) sum += Math.abs(level - (b[index] ?? 0));
  return a.length === 0 ? 0 : sum / a.length;
}
