import { config } from '../config.ts';
import { fitted } from './fit.ts';
import { measureReduced, type Reduced } from './reduced.ts';

/** Measures and keeps pictures. Its canvases are used again and again. */
export class PictureRoom {
  readonly #small = new OffscreenCanvas(
    config.analysis.reducedWidth,
    config.analysis.reducedHeight,
  );
  readonly #evidence = new OffscreenCanvas(1, 1);
  #before: Float32Array | null = null;

  /** What a reduced copy tells of the picture, and of its difference to the one measured before. */
  measure(picture: VideoFrame): Reduced {
    const { width, height } = this.#small;
    const context = this.#small.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas to measure pictures on');
    context.drawImage(picture, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const reduced = measureReduced(data, width, this.#before);
    this.#before = reduced.grey;
    return reduced;
  }

  /** The next picture is another camera's: its difference to the last one would mean nothing. */
  forget(): void {
    this.#before = null;
  }

  /** The picture as evidence: a JPEG and the fingerprint of its bytes. */
  async evidence(picture: VideoFrame): Promise<{ readonly jpeg: Blob; readonly sha256: string }> {
    const { width, maxHeight, quality, maxBytes } = config.evidence;
    const { displayWidth, displayHeight } = picture;
    const size = fitted(
      { width: displayWidth, height: displayHeight },
      { width, height: maxHeight },
    );
    Object.assign(this.#evidence, size);
    const context = this.#evidence.getContext('2d');
    if (context === null) throw new Error('no canvas to keep evidence on');
    context.drawImage(picture, 0, 0, this.#evidence.width, this.#evidence.height);
    const jpeg = await this.#jpeg(quality, maxBytes);
    const digest = await crypto.subtle.digest('SHA-256', await jpeg.arrayBuffer());
    return { jpeg, sha256: new Uint8Array(digest).reduce(appendHex, '') };
  }

  async #jpeg(quality: number, maxBytes: number): Promise<Blob> {
    const type = 'image/jpeg';
    const jpeg = await this.#evidence.convertToBlob({ type, quality });
    // A picture of pure noise may be that large; half the quality is far below the limit.
    return jpeg.size <= maxBytes
      ? jpeg
      : this.#evidence.convertToBlob({ type, quality: quality / 2 });
  }
}

const appendHex = (hex: string, byte: number) => hex + byte.toString(16).padStart(2, '0');
