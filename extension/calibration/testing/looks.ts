import type { PictureBox } from '@invigil/shared-types';
import type { FrameSignals } from '../../vision/index.ts';
import type { Looks } from '../measure.ts';
import type { DotId, Places } from '../plan.ts';

/** Where the student sits in the picture. */
const seat: PictureBox = { x: 0.4, y: 0.3, w: 0.25, h: 0.44 };

export interface Sitter {
  /** Degrees. */
  readonly yaw?: number;
  readonly pitch?: number;
  /** Where the eyes point to relative to the head. Half eye widths. */
  readonly x?: number;
  readonly y?: number;
  readonly openness?: number;
  /** Share of the picture's width. */
  readonly width?: number;
  readonly luma?: number;
  /** Faces besides the student's own. */
  readonly others?: readonly PictureBox[];
  /** How much changes in those. Grey levels; the camera's own noise is 1. */
  readonly change?: number;
}

/** One look at a student in good light, 640 pixels wide. */
export function lookAt(sitter: Sitter = {}): FrameSignals {
  const { yaw = 0, pitch = 4, x = 0, y = -0.05, openness = 0.3, width = 0.25 } = sitter;
  const { luma = 110, others = [], change = 1.5 } = sitter;
  const eye = { x, y, openness };
  const box = (place: PictureBox, source: 'detector' | 'landmarker', changed = 3) => ({
    source,
    ...place,
    change: changed,
  });
  return {
    look: 'full',
    picture: { width: 640, height: 360 },
    faces: 1 + others.length,
    boxes: [
      box(seat, 'detector'),
      box({ x: 0.42, y: 0.34, w: 0.21, h: 0.36 }, 'landmarker'),
      ...others.map((other) => box(other, 'detector', change)),
    ],
    face: { width, box: seat, yaw, pitch, roll: 0, eyes: { left: eye, right: eye } },
    others: [],
    roughYaw: null,
    luma,
    deviation: 40,
    sharpness: 100,
    difference: 1.2,
    noise: 1,
    background: 0,
    identity: null,
  };
}

/** Nobody is there. */
export function emptySeat(luma = 110): FrameSignals {
  return { ...lookAt({ luma }), faces: 0, boxes: [], face: null };
}

/** The dots somewhat inside the screen's edges. */
export const places: Places = {
  middle: { x: 0.5, y: 0.5 },
  top_left: { x: 0.03, y: 0.05 },
  top_right: { x: 0.97, y: 0.05 },
  bottom_right: { x: 0.97, y: 0.95 },
  bottom_left: { x: 0.03, y: 0.95 },
};

/** So many looks at each dot. */
export function looksAt(
  sitterAt: (id: DotId) => Sitter,
  countOf: (id: DotId) => number = () => 5,
): Looks {
  const at = (id: DotId) => Array.from({ length: countOf(id) }, () => lookAt(sitterAt(id)));
  return {
    middle: at('middle'),
    top_left: at('top_left'),
    top_right: at('top_right'),
    bottom_right: at('bottom_right'),
    bottom_left: at('bottom_left'),
  };
}

/**
 * A student whose eyes follow the dots.
 *
 * @param reach how far they turn from the middle to an edge of the screen. Half eye widths
 */
export function following(
  reach: { readonly x: number; readonly y: number },
  sitter: Sitter = {},
  where: Places = places,
): (id: DotId) => Sitter {
  const { x = 0, y = -0.05 } = sitter;
  return (id) => ({
    ...sitter,
    x: x + reach.x * (1 - 2 * where[id].x),
    y: y + reach.y * (2 * where[id].y - 1),
  });
}
