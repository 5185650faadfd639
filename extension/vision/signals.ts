import type { Signals } from '@invigil/shared-types';
import type { Reduced } from './reduced.ts';

/** A head's direction in degrees, signed as `signalsSchema` says. */
export interface HeadPose {
  readonly yaw: number;
  readonly pitch: number;
}

/**
 * The head's direction from MediaPipe's facial transformation matrix.
 *
 * Yaw is read off the ear-to-ear axis and not off the direction of the nose: nodding turns around that
 * axis and leaves it where it is, so that looking down at a sheet of paper never reads as turned away.
 *
 * @param matrix 16 numbers, column by column: the face's axes in the camera's space (x to the right of
 *   the picture, y up, z towards the camera)
 * @returns null where the matrix is not one
 */
export function poseOf(matrix: readonly number[]): HeadPose | null {
  const earsDepth = matrix[2];
  const crownDepth = matrix[6];
  const noseDepth = matrix[10];
  if (earsDepth === undefined || crownDepth === undefined || noseDepth === undefined) return null;
  return {
    yaw: degrees(Math.atan2(-earsDepth, Math.hypot(crownDepth, noseDepth))),
    pitch: degrees(Math.atan2(crownDepth, noseDepth)),
  };
}

/**
 * How many faces are in the picture. The landmark model follows one face very well and overlooks small
 * ones behind it; the detector sees those, but also takes a poster's pattern for one now and then.
 *
 * @param landmarked faces of the landmark model
 * @param detectionScores confidences of the detector's faces, 0…1
 */
export function countFaces(
  landmarked: number,
  detectionScores: readonly number[],
  minScore: number,
): number {
  const detected = detectionScores.filter((score) => score >= minScore).length;
  return Math.min(20, Math.max(landmarked, detected));
}

/** Puts one picture's measurements together, rounded to what they are worth. */
export function signalsOf(measured: {
  readonly faces: number;
  readonly pose: HeadPose | null;
  readonly reduced: Omit<Reduced, 'grey'>;
}): Signals {
  const { faces, pose, reduced } = measured;
  return {
    faces,
    luma: rounded(reduced.luma, 1),
    // A chessboard of single pixels exceeds what the contract lets through, and nothing else does.
    sharpness: Math.min(1e6, rounded(reduced.sharpness, 1)),
    difference: reduced.difference === null ? null : rounded(reduced.difference, 3),
    yaw: pose === null ? null : rounded(pose.yaw, 1),
    pitch: pose === null ? null : rounded(pose.pitch, 1),
  };
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
