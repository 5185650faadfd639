import type { PictureBox } from '@invigil/shared-types';
import type { Detection, PictureSize } from './face-geometry.ts';

/*
 * The detector sees every picture at 128 × 128, whatever its size: of a wide one that leaves a face of a
 * twelfth of its width some ten pixels, too few. A square cut-out is seen larger. Pure.
 */

/** A square part of a picture. Pixels. */
export interface CutOut {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export interface CutOutRules {
  /**
   * The most from one cut-out to the next, by their side: faces up to the rest of the side lie wholly
   * in at least one.
   */
  readonly step: number;
  /** A face counts from this confidence on, 0…1. */
  readonly minScore: number;
  /** A larger face does not: the whole picture would have shown it. By the cut-out's side. */
  readonly largest: number;
  /** Two boxes that share more than this of the smaller one are around one face. 0…1 */
  readonly overlap: number;
}

/**
 * Overlapping squares that cover the picture, as large as it allows. None of a square picture, which is
 * its own cut-out.
 */
export function cutOutsOf({ width, height }: PictureSize, { step }: CutOutRules): CutOut[] {
  const side = Math.min(width, height);
  const rest = Math.max(width, height) - side;
  if (rest <= 0) return [];
  const steps = Math.ceil(rest / (side * step));
  return Array.from({ length: steps + 1 }, (_, index) => {
    const along = Math.round((rest * index) / steps);
    return width > height ? { x: along, y: 0, side } : { x: 0, y: along, side };
  });
}

/**
 * What counts of the faces that were found in a cut-out, put back into the picture.
 *
 * @param pixels side of the cut-out as the detector was given it
 */
export function putBack(
  detections: readonly Detection[],
  { x, y, side }: CutOut,
  pixels: number,
  picture: PictureSize,
  { minScore, largest }: CutOutRules,
): Detection[] {
  const scale = side / pixels;
  return detections.flatMap((detection) => {
    const { boundingBox: box, categories, keypoints } = detection;
    const isSure = scoreOf(detection) >= minScore;
    if (!isSure || box === undefined || box.width > largest * pixels) return [];
    return {
      boundingBox: {
        originX: x + box.originX * scale,
        originY: y + box.originY * scale,
        width: box.width * scale,
        height: box.height * scale,
      },
      categories,
      keypoints: keypoints?.map((point) => ({
        x: (x + point.x * side) / picture.width,
        y: (y + point.y * side) / picture.height,
      })),
    };
  });
}

/** The faces that are not known yet, each once, with the surest of its boxes. */
export function withoutDoubles(
  found: readonly Detection[],
  known: readonly Detection[],
  { overlap }: CutOutRules,
): Detection[] {
  const kept: Detection[] = [];
  for (const one of [...found].sort((a, b) => scoreOf(b) - scoreOf(a))) {
    const isKnown = [...known, ...kept].some(
      (other) => sharedOf(boxOf(one), boxOf(other)) > overlap,
    );
    if (!isKnown) kept.push(one);
  }
  return kept;
}

/** How much of the smaller box lies in the other, 0…1: half a face at a border is a small box in a large one. */
export function sharedOf(a: PictureBox, b: PictureBox): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  const smaller = Math.min(a.w * a.h, b.w * b.h);
  return w <= 0 || h <= 0 || smaller <= 0 ? 0 : (w * h) / smaller;
}

const scoreOf = ({ categories }: Detection) => categories?.[0]?.score ?? 0;

function boxOf({ boundingBox: box }: Detection): PictureBox {
  return box === undefined
    ? { x: 0, y: 0, w: 0, h: 0 }
    : { x: box.originX, y: box.originY, w: box.width, h: box.height };
}
