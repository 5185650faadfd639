import type { FrameSignals } from '../frame-signals.ts';

/** Where a head and its eyes point to. Degrees, and half eye widths. */
export interface Directions {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly x?: number;
  readonly y?: number;
  readonly openness?: number;
  /** Share of the picture's width. */
  readonly width?: number;
}

/** A face with both eyes pointing the same way; a student at the screen unless told otherwise. */
export function head(directions: Directions = {}): Pick<FrameSignals, 'face'> {
  const { yaw = 2, pitch = 5, x = 0.06, y = -0.1, openness = 0.3, width = 0.25 } = directions;
  const eye = { x, y, openness };
  return { face: { width, yaw, pitch, roll: 0, eyes: { left: eye, right: eye } } };
}

/** A student who looks at the screen, in good light. */
export const frontal: FrameSignals = {
  look: 'full',
  picture: { width: 640, height: 360 },
  faces: 1,
  boxes: [{ source: 'detector', x: 0.4, y: 0.3, w: 0.25, h: 0.44 }],
  ...head(),
  luma: 110,
  deviation: 40,
  sharpness: 100,
  difference: 0.4,
};

/** Nobody in the picture. */
export const nobody: Pick<FrameSignals, 'faces' | 'boxes' | 'face'> = {
  faces: 0,
  boxes: [],
  face: null,
};
