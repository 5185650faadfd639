import type { Mapping } from './crop.ts';
import { inputSide } from './network-shape.ts';

/** Draws faces by themselves. Its canvas is used again and again. */
export class FacePicture {
  readonly #canvas = new OffscreenCanvas(inputSide, inputSide);

  /** @returns `inputSide` pixels square, four bytes a pixel */
  draw(picture: VideoFrame, { a, b, c, d, e, f }: Mapping): Uint8ClampedArray<ArrayBuffer> {
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas to draw faces on');
    context.resetTransform();
    // What lies beyond the picture's border is grey: to the network that is next to nothing.
    context.fillStyle = 'grey';
    context.fillRect(0, 0, inputSide, inputSide);
    context.imageSmoothingQuality = 'high';
    context.setTransform(a, b, c, d, e, f);
    context.drawImage(picture, 0, 0);
    return context.getImageData(0, 0, inputSide, inputSide).data;
  }
}
