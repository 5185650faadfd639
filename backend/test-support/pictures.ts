import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';

/** A JPEG that compresses like a camera's picture: noise, not one colour. */
export function jpeg(width = 320, height = 180): Promise<Buffer> {
  return noise(width, height).jpeg({ quality: 70 }).toBuffer();
}

export function png(width = 320, height = 180): Promise<Buffer> {
  return noise(width, height).png().toBuffer();
}

/** A JPEG of so many pixels and few bytes. */
export function hugeJpeg(width: number, height: number): Promise<Buffer> {
  return sharp({
    create: { width, height, channels: 3, background: '#334455' },
    limitInputPixels: false,
  })
    .jpeg({ quality: 1 })
    .toBuffer();
}

/** A valid JPEG of exactly so many bytes; what follows its end is never shown. */
export async function jpegOfBytes(bytes: number): Promise<Buffer> {
  const picture = await jpeg();
  return Buffer.concat([picture, Buffer.alloc(bytes - picture.length)]);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function noise(width: number, height: number): Sharp {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
}
