import { pictureBoxSchema, signalsSchema, type Signals } from '@invigil/shared-types';
import { z } from 'zod';
import type { Reduced } from './reduced.ts';

/*
 * Everything that is measured on one picture. It stays on this machine: `toSignals` says what is sent.
 * Directions have the signs of the contract: positive is the student's left, and down.
 */

const share = z.number().min(0).max(1);
const angle = z.number().min(-180).max(180);

/** A face's place, and which model found it there. */
const foundBoxSchema = pictureBoxSchema.extend({ source: z.enum(['detector', 'landmarker']) });
export type FoundBox = z.infer<typeof foundBoxSchema>;

export const faceBoxSchema = foundBoxSchema.extend({
  /** Mean absolute difference to the picture before, within the box, grey levels. Null without one. */
  change: z.number().min(0).max(255).nullable(),
});
export type FaceBox = z.infer<typeof faceBoxSchema>;

/** One eye. Distances are in the picture's plane, so that they are relative to the head. */
export const eyeSchema = z.object({
  /** The iris between the corners, in half eye widths: −1 is one corner, 1 the other. */
  x: z.number().min(-1).max(1),
  /** The iris below (positive) or above the line between the corners, in half eye widths. */
  y: z.number().min(-1).max(1),
  /** Distance of the lids by the distance of the corners; some 0.3 where the eye is open. */
  openness: z.number().min(0).max(2),
});
export type Eye = z.infer<typeof eyeSchema>;

export const faceSchema = z.object({
  /** Share of the picture's width; more than the box's where the face goes on beyond the picture. */
  width: share,
  /** Its place: the box of the same face among the landmarker's. */
  box: pictureBoxSchema,
  /** Degrees, seen along the line from the camera to the face: 0 faces the camera from any place. */
  yaw: angle,
  pitch: angle,
  /** Degrees. Positive where the student's left ear is the higher one. */
  roll: angle,
  /** The student's own left and right. Null where the model gives no irises. */
  eyes: z.object({ left: eyeSchema, right: eyeSchema }).nullable(),
});
export type Face = z.infer<typeof faceSchema>;

export const faceSignalsSchema = z.object({
  /** `glance`: faces were counted alone, so that there being no `face` says nothing. */
  look: z.enum(['full', 'glance']),
  /** Of whichever model found more. */
  faces: z.number().int().min(0).max(20),
  boxes: z.array(foundBoxSchema),
  /** The largest face that has landmarks. */
  face: faceSchema.nullable(),
  /** Further faces that have landmarks, the larger first. */
  others: z.array(faceSchema),
  /**
   * Yaw of the only face, where the detector alone sees it: a profile, or a small face. Told from few
   * points, so that it says that a head is turned, and never that it is straight. Degrees; else null.
   */
  roughYaw: angle.nullable(),
});
export type FaceSignals = z.infer<typeof faceSignalsSchema>;

export const frameSignalsSchema = faceSignalsSchema.extend({
  /** Pixels. */
  picture: z.object({ width: z.number().positive(), height: z.number().positive() }),
  luma: signalsSchema.shape.luma,
  /** Standard deviation of the brightness over the picture, grey levels. */
  deviation: z.number().min(0).max(128),
  sharpness: z.number().min(0),
  difference: z.number().min(0).max(255).nullable(),
  /** Mean absolute difference in the quietest quarter of the picture, grey levels. Null without one. */
  noise: z.number().min(0).max(255).nullable(),
  boxes: z.array(faceBoxSchema),
  /** Faces that were left out of all the above, because they are pictures on a wall. */
  background: z.number().int().min(0).max(20),
  /** Cosine distance of the face to the one at the start. Null where this picture was not compared. */
  identity: z.number().min(0).max(2).nullable(),
});
export type FrameSignals = z.infer<typeof frameSignalsSchema>;

/**
 * Puts one picture's measurements together, rounded to what they are worth. What of it is background,
 * and whose face it is, is not known yet.
 */
export function frameSignalsOf(measured: {
  readonly picture: FrameSignals['picture'];
  readonly reduced: Omit<Reduced, 'grey'>;
  readonly faces: FaceSignals;
}): FrameSignals {
  const { picture, reduced, faces } = measured;
  const { luma, deviation, sharpness, difference, noise } = reduced;
  const boxes = faces.boxes.map((box) => ({ ...box, change: change(reduced.changeIn(box)) }));
  return {
    ...faces,
    boxes,
    picture: { width: picture.width, height: picture.height },
    luma: rounded(luma, 1),
    deviation: rounded(deviation, 1),
    sharpness: rounded(sharpness, 1),
    difference: change(difference),
    noise: change(noise),
    background: 0,
    identity: null,
  };
}

/** What of a picture's measurements is sent. */
export function toSignals(frame: FrameSignals): Signals {
  const { faces, luma, sharpness, difference, face, identity } = frame;
  return {
    faces,
    luma,
    // A chessboard of single pixels exceeds what the contract lets through, and nothing else does.
    sharpness: Math.min(1e6, sharpness),
    difference,
    yaw: face === null ? null : rounded(face.yaw, 1),
    pitch: face === null ? null : rounded(face.pitch, 1),
    identity: identity === null ? null : rounded(identity, 3),
  };
}

const change = (levels: number | null) => (levels === null ? null : rounded(levels, 3));

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
