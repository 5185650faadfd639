import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { LabelledClip, LabelledPicture, Material } from './labels.ts';
import { frameSize, type Picture } from './picture.ts';

const run = promisify(execFile);

/**
 * A labelled picture as a camera would deliver it. What is of another shape stands in the middle of a
 * picture that is filled up with a blurred copy of it.
 *
 * @throws Error where the source cannot be read
 */
export async function decode(picture: LabelledPicture, material: Material): Promise<Picture> {
  const { beside } = picture;
  if (beside === undefined) return fill(await cutOut(picture, material));
  const halves = await Promise.all(
    beside.map(async (id) => {
      const half = material.pictures.find((other) => other.id === id);
      if (half === undefined) throw new Error(`there is no picture ${id}`);
      const size = { width: frameSize.width / 2, height: frameSize.height };
      return sharp(await cutOut(half, material))
        .resize({ ...size, fit: 'cover' })
        .png()
        .toBuffer();
    }),
  );
  const composed = await sharp({ create: { ...frameSize, channels: 3, background: 'black' } })
    .composite(
      halves.map((input, index) => ({ input, left: (index * frameSize.width) / 2, top: 0 })),
    )
    .png()
    .toBuffer();
  return fill(composed);
}

/** The pictures of a film between two moments. */
export async function decodeClip(
  { source, from, to }: LabelledClip,
  material: Material,
  framesPerSecond: number,
): Promise<Picture[]> {
  const { width, height } = frameSize;
  // The webcam's 4:3 picture, cut to 16:9 around the head.
  const filter = `fps=${framesPerSecond},scale=640:480,crop=640:360:0:64`;
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'error', '-ss', String(from), '-t', String(to - from)],
      ...['-i', fileOf(source, material), '-vf', filter],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 2 ** 31 - 1 },
  );
  const bytes = width * height * 3;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, index) => ({
    width,
    height,
    rgb: new Uint8Array(stdout.subarray(index * bytes, (index + 1) * bytes)),
  }));
}

async function cutOut(picture: LabelledPicture, material: Material): Promise<Buffer> {
  const { source = '', at, crop } = picture;
  const file = fileOf(source, material);
  const whole = at === undefined ? sharp(file).rotate() : sharp(await still(file, at));
  if (crop === undefined) return whole.png().toBuffer();
  const [left, top, width, height] = crop;
  return whole.extract({ left, top, width, height }).png().toBuffer();
}

async function still(file: string, at: number): Promise<Buffer> {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-ss',
      String(at),
      '-i',
      file,
      '-frames:v',
      '1',
      '-f',
      'image2',
      '-c:v',
      'png',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 2 ** 28 },
  );
  return stdout;
}

async function fill(image: Buffer): Promise<Picture> {
  const behind = await sharp(image)
    .resize({ ...frameSize, fit: 'fill' })
    .blur(40)
    .toBuffer();
  const inside = await sharp(image)
    .resize({ ...frameSize, fit: 'inside' })
    .toBuffer();
  const composed = await sharp(behind)
    .composite([{ input: inside, gravity: 'centre' }])
    .png()
    .toBuffer();
  return fromImage(composed);
}

/** @param image in any format that can be read */
export async function fromImage(image: Buffer): Promise<Picture> {
  const { data, info } = await sharp(image)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

function fileOf(source: string, { files }: Material): string {
  const file = files.get(source);
  if (file === undefined) throw new Error(`there is no file for ${source}`);
  return file;
}
