import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';

/**
 * A JPEG that compresses like a camera's picture: noise, not one colour; every time another one.
 *
 * @param brightness mean of its pixels, 0…255
 */
export function jpeg(width = 320, height = 180, brightness = 128): Promise<Buffer> {
  return noise(width, height, brightness).jpeg({ quality: 70 }).toBuffer();
}

/** What a camera sends in the dark: a little noise, every time another one. */
export function darkJpeg(): Promise<Buffer> {
  return noise(320, 180, 8, 6).jpeg({ quality: 70 }).toBuffer();
}

/** What a covered camera sends, always the same. */
export function blackJpeg(): Promise<Buffer> {
  return sharp({ create: { width: 320, height: 180, channels: 3, background: '#000' } })
    .jpeg()
    .toBuffer();
}

export function png(width = 320, height = 180): Promise<Buffer> {
  return noise(width, height, 128).png().toBuffer();
}

/** A JPEG of a few bytes whose frame header (ITU-T T.81, B.2.2) promises so many pixels. */
export async function hugeJpeg(width: number, height: number): Promise<Buffer> {
  const picture = await jpeg();
  const frameHeader = picture.indexOf(Buffer.from([0xff, 0xc0]));
  picture.writeUInt16BE(height, frameHeader + 5);
  picture.writeUInt16BE(width, frameHeader + 7);
  return picture;
}

/** A valid JPEG of exactly so many bytes; what follows its end is never shown. */
export async function jpegOfBytes(bytes: number): Promise<Buffer> {
  const picture = await jpeg();
  return Buffer.concat([picture, Buffer.alloc(bytes - picture.length)]);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function noise(width: number, height: number, mean: number, sigma = 30): Sharp {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean, sigma },
    },
  });
}
