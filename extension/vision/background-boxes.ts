import type { PictureBox } from '@invigil/shared-types';
import type { FaceBox } from './frame-signals.ts';

/* Comparing boxes around faces. Shares of the picture's width and height. */

/** What each model sees of one face. */
export type Boxes = Readonly<Partial<Record<FaceBox['source'], PictureBox>>>;

/** Of each model the largest box. */
export function bySource(boxes: readonly FaceBox[]): Boxes {
  const largest: { -readonly [Source in keyof Boxes]: Boxes[Source] } = {};
  for (const box of [...boxes].sort((a, b) => a.w - b.w)) largest[box.source] = plain(box);
  return largest;
}

/** Each box somewhere else. */
export function mapBoxes(boxes: Boxes, change: (box: PictureBox) => PictureBox): Boxes {
  const { detector, landmarker } = boxes;
  return {
    ...(detector && { detector: change(detector) }),
    ...(landmarker && { landmarker: change(landmarker) }),
  };
}

const plain = ({ x, y, w, h }: PictureBox): PictureBox => ({ x, y, w, h });

/** How far a box is from another in place and size: the largest difference, by the first one's size. */
export function distance(from: PictureBox, to: PictureBox): number {
  const { dx, dy } = shift(from, to);
  const [w, h] = [Math.max(from.w, 1e-6), Math.max(from.h, 1e-6)];
  const larger = Math.max(to.w / w, w / Math.max(to.w, 1e-6), to.h / h, h / Math.max(to.h, 1e-6));
  return Math.max(Math.abs(dx) / w, Math.abs(dy) / h, larger - 1);
}

/** From one place to another. */
export interface Shift {
  readonly dx: number;
  readonly dy: number;
}

export const shift = (from: PictureBox, to: PictureBox): Shift => ({
  dx: to.x + to.w / 2 - (from.x + from.w / 2),
  dy: to.y + to.h / 2 - (from.y + from.h / 2),
});

/** Whether two boxes are around one face, though two models drew them: one's middle lies in the other. */
export function isSameFace(a: PictureBox, b: PictureBox): boolean {
  const { dx, dy } = shift(a, b);
  return Math.abs(dx) <= Math.max(a.w, b.w) / 2 && Math.abs(dy) <= Math.max(a.h, b.h) / 2;
}
