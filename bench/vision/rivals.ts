import type { FrameSignals } from '../../extension/vision/frame-signals.ts';
import type { Points } from './eyes/protocol.ts';
import type { JudgedType } from './expected.ts';

/*
 * What else could judge a picture: to know what the agent's holding, calibration and care are worth.
 * Both judge one picture by itself.
 */

/** Degrees beyond which a head is turned, for both. */
const turnedYaw = 25;

/**
 * What a first version would do: count the landmark model's faces, take the head's yaw off the model's
 * matrix, the eyes off the iris, and compare the brightness with a number.
 */
export function naiveClaims(
  faces: readonly Points[],
  { luma, sharpness }: Pick<FrameSignals, 'luma' | 'sharpness'>,
): ReadonlySet<JudgedType> {
  const [face] = faces;
  const claims = new Set<JudgedType>();
  if (faces.length === 0) claims.add('no_face');
  if (faces.length > 1) claims.add('multiple_faces');
  if (face !== undefined && Math.abs(matrixYaw(face)) > turnedYaw) claims.add('head_turned');
  if (face !== undefined && Math.abs(irisAside(face)) > 0.25) claims.add('gaze_away');
  if (luma < 16) claims.add('camera_blackout');
  else if (luma < 60) claims.add('low_light');
  if (sharpness < 20) claims.add('poor_picture');
  return claims;
}

/** By the official model: faces, pose by its matrix, gaze by its blendshapes. */
export function officialClaims(faces: readonly Points[]): ReadonlySet<JudgedType> {
  const [face] = faces;
  const claims = new Set<JudgedType>();
  if (faces.length === 0) claims.add('no_face');
  if (faces.length > 1) claims.add('multiple_faces');
  if (face === undefined) return claims;
  if (Math.abs(matrixYaw(face)) > turnedYaw) claims.add('head_turned');
  const shape = (name: string) => face.shapes[name] ?? 0;
  const left = (shape('eyeLookOutLeft') + shape('eyeLookInRight')) / 2;
  const right = (shape('eyeLookInLeft') + shape('eyeLookOutRight')) / 2;
  const up = (shape('eyeLookUpLeft') + shape('eyeLookUpRight')) / 2;
  if (Math.max(left, right, up) > 0.5) claims.add('gaze_away');
  return claims;
}

/** What the official model has a say in. */
export const officialTypes = ['multiple_faces', 'no_face', 'head_turned', 'gaze_away'] as const;

/** Degrees, by the direction in which the model's face looks. */
function matrixYaw({ matrix }: Points): number {
  return matrix === null ? 0 : (Math.atan2(matrix[8] ?? 0, matrix[10] ?? 1) * 180) / Math.PI;
}

/** Where the irises stand between the corners of the eyes, in half eye widths. */
function irisAside({ landmarks }: Points): number {
  const aside = (from: number, to: number, iris: number): number => {
    const [a, b, c] = [landmarks[from], landmarks[to], landmarks[iris]];
    if (a === undefined || b === undefined || c === undefined || a.x === b.x) return 0;
    return (2 * (c.x - a.x)) / (b.x - a.x) - 1;
  };
  return (aside(33, 133, 468) + aside(362, 263, 473)) / 2;
}
