import type { PictureBox } from '@invigil/shared-types';
import type { FaceBox, FrameSignals } from '../frame-signals.ts';

/** Where a head and its eyes point to. Degrees, and half eye widths. */
export interface Directions {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly x?: number;
  readonly y?: number;
  readonly openness?: number;
  /** Share of the picture's width. */
  readonly width?: number;
  readonly box?: PictureBox;
}

/** Where the student sits, unless told otherwise. */
export const seat: PictureBox = { x: 0.4, y: 0.3, w: 0.25, h: 0.44 };

/** One face, as both models find it. */
export function found(box: PictureBox, change: number | null = 3): FaceBox[] {
  return (['detector', 'landmarker'] as const).map((source) => ({ source, ...box, change }));
}

/** A face with both eyes pointing the same way; a student at the screen unless told otherwise. */
export function head(directions: Directions = {}): Pick<FrameSignals, 'face'> {
  const { yaw = 2, pitch = 5, x = 0.06, y = -0.1, openness = 0.3 } = directions;
  const { width = 0.25, box = seat } = directions;
  const eye = { x, y, openness };
  return { face: { width, box, yaw, pitch, roll: 0, eyes: { left: eye, right: eye } } };
}

/** A student who looks at the screen, in good light. */
export const frontal: FrameSignals = {
  look: 'full',
  picture: { width: 640, height: 360 },
  faces: 1,
  boxes: found(seat),
  ...head(),
  others: [],
  roughYaw: null,
  luma: 110,
  deviation: 40,
  sharpness: 100,
  difference: 0.4,
  noise: 0.2,
  background: 0,
  identity: null,
};

/** A second person, behind the student's shoulder. */
export const twoFaces: Pick<FrameSignals, 'faces' | 'boxes'> = {
  faces: 2,
  boxes: [...found(seat), ...found({ x: 0.75, y: 0.2, w: 0.12, h: 0.21 })],
};

/** Nobody in the picture. */
export const nobody: Pick<FrameSignals, 'faces' | 'boxes' | 'face' | 'others' | 'roughYaw'> = {
  faces: 0,
  boxes: [],
  face: null,
  others: [],
  roughYaw: null,
};
