import type { PictureBox } from '@invigil/shared-types';

/**
 * Whether two boxes are around the same face: one lies in the other by half or more. Models draw boxes
 * of different size, so that what both cover by what either covers would say less.
 */
export function isSameFace(a: PictureBox, b: PictureBox): boolean {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  const smaller = Math.min(a.w * a.h, b.w * b.h);
  return w > 0 && h > 0 && w * h >= smaller / 2;
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a part of the camera's picture appears in a view that shows it as in a mirror and cut to the
 * view's shape (`object-fit: cover`).
 *
 * @returns shares of the view's width and height, cut at its edges; null where it is out of sight
 */
export function inMirror(box: PictureBox, picture: Size, view: Size): PictureBox | null {
  const scale = Math.max(view.width / picture.width, view.height / picture.height);
  const shown = {
    w: (picture.width * scale) / view.width,
    h: (picture.height * scale) / view.height,
  };
  const x = along(1 - box.x - box.w, box.w, shown.w);
  const y = along(box.y, box.h, shown.h);
  if (x === null || y === null) return null;
  return { x: x.at, y: y.at, w: x.length, h: y.length };
}

/** @param shown the picture's length by the view's, 1 or more: what is more is cut off at both ends */
function along(at: number, length: number, shown: number) {
  const from = Math.max(0, at * shown - (shown - 1) / 2);
  const to = Math.min(1, (at + length) * shown - (shown - 1) / 2);
  return to > from ? { at: from, length: to - from } : null;
}
