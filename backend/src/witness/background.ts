import type { PictureBox } from '@invigil/shared-types';
import type { Face } from './face-worker-messages.ts';

export interface BackgroundLimits {
  /** How far the middle of a face may lie from that of its box, in shares of the box's sides. */
  readonly backgroundShift: number;
  /** How many times larger or smaller each side of a face may be than that of its box. */
  readonly backgroundScale: number;
  /** All boxes that are believed, together: share of the picture's area. */
  readonly backgroundArea: number;
}

/**
 * The faces of a still without those that the agent told as background: a poster, a picture on the wall.
 * Pure.
 *
 * The agent's word is not proof, so what it can hide is bounded. Of the boxes only the smallest are
 * believed, as far as their area goes; each leaves out one face at most, which has to lie where the box
 * is and be as large; and the largest face always counts, so that somebody is always left. What remains:
 * a second person who is smaller in the picture than the first and sits exactly where a box was told is
 * not counted. A person who moves leaves the box; the box is on the attempt's timeline for everybody to
 * see; and the pictures beside incidents are counted without it.
 *
 * @param boxes as told, in any order
 */
export function withoutBackground(
  faces: readonly Face[],
  boxes: readonly PictureBox[],
  limits: BackgroundLimits,
): readonly Face[] {
  const largest = faces.reduce<Face | null>(
    (most, face) => (most === null || areaOf(face) > areaOf(most) ? face : most),
    null,
  );
  const left = new Set(faces);
  for (const box of believed(boxes, limits.backgroundArea)) {
    const [nearest] = [...left]
      .filter((face) => face !== largest && isAt(box, face, limits))
      .sort((a, b) => distance(box, a) - distance(box, b));
    if (nearest !== undefined) left.delete(nearest);
  }
  return [...left];
}

function believed(boxes: readonly PictureBox[], most: number): PictureBox[] {
  let sum = 0;
  return boxes
    .toSorted((a, b) => a.w * a.h - b.w * b.h)
    .filter(({ w, h }) => (sum += w * h) <= most);
}

function isAt(box: PictureBox, face: Face, limits: BackgroundLimits): boolean {
  const { backgroundShift, backgroundScale } = limits;
  const { dx, dy } = apart(box, face);
  return (
    dx <= backgroundShift * box.w &&
    dy <= backgroundShift * box.h &&
    isAlike(face.width, box.w, backgroundScale) &&
    isAlike(face.height, box.h, backgroundScale)
  );
}

function isAlike(a: number, b: number, scale: number): boolean {
  return a > 0 && a <= b * scale && b <= a * scale;
}

/** Between the middles, in shares of the picture's width and height. */
function apart(box: PictureBox, face: Face): { dx: number; dy: number } {
  return {
    dx: Math.abs(face.x + face.width / 2 - (box.x + box.w / 2)),
    dy: Math.abs(face.y + face.height / 2 - (box.y + box.h / 2)),
  };
}

function distance(box: PictureBox, face: Face): number {
  const { dx, dy } = apart(box, face);
  return Math.hypot(dx, dy);
}

function areaOf({ width, height }: Face): number {
  return width * height;
}
