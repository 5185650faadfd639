import type { PictureBox } from '@invigil/shared-types';

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a face is and how it is held. */
export interface Placed {
  /** As shares of the picture. */
  readonly box: PictureBox;
  /** Degrees. Positive where the student's left ear is the higher one. */
  readonly roll: number;
}

/** From a picture's pixels to a square's: x′ = a·x + c·y + e, y′ = b·x + d·y + f. */
export interface Mapping {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/**
 * Puts a face upright into the middle of a square, always of the same size. A face at the picture's
 * border keeps its place and its size too: the square then reaches beyond the picture, and a part of it
 * stays empty.
 *
 * @param margin the part of the picture that fills the square, by the longer side of the face
 * @param side of the square, pixels
 * @returns null for a face without any extent
 */
export function intoSquare(
  { box, roll }: Placed,
  picture: Size,
  margin: number,
  side: number,
): Mapping | null {
  const width = box.w * picture.width;
  const height = box.h * picture.height;
  const seen = margin * Math.max(width, height);
  if (!(seen > 0)) return null;
  const x = box.x * picture.width + width / 2;
  const y = box.y * picture.height + height / 2;
  const turn = (roll * Math.PI) / 180;
  const cos = (Math.cos(turn) * side) / seen;
  const sin = (Math.sin(turn) * side) / seen;
  return {
    a: cos,
    b: sin,
    c: -sin,
    d: cos,
    e: side / 2 - cos * x + sin * y,
    f: side / 2 - sin * x - cos * y,
  };
}
