/* Pictures as the bench hands them out: four bytes a pixel, their size in a header. */

/** @throws Error where there is no such picture */
export async function frameFrom(url: string, index: number): Promise<VideoFrame> {
  return frameOf(await bytesOf(url), index);
}

export interface Bytes {
  readonly rgba: ArrayBuffer;
  readonly width: number;
  readonly height: number;
}

export async function bytesOf(url: string): Promise<Bytes> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`there is no picture ${url}`);
  const [width = 0, height = 0] = (response.headers.get('x-size') ?? '').split('x').map(Number);
  return { rgba: await response.arrayBuffer(), width, height };
}

export function frameOf({ rgba, width, height }: Bytes, index: number): VideoFrame {
  return new VideoFrame(rgba, {
    format: 'RGBX',
    codedWidth: width,
    codedHeight: height,
    timestamp: index * 200_000,
  });
}

export const sizeOf = ({ displayWidth, displayHeight }: VideoFrame) => ({
  width: displayWidth,
  height: displayHeight,
});
