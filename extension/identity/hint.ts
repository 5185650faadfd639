import type { FrameSignals } from '../vision/index.ts';
import type { IdentityRules } from './rules.ts';

/** What keeps a picture from showing whose face it is. */
export const faceHints = [
  'no_face',
  'several_faces',
  'too_dark',
  'too_small',
  'cut_off',
  'turned',
  'eyes_closed',
  'blurred',
] as const;
export type FaceHint = (typeof faceHints)[number];

type Judged = Pick<FrameSignals, 'look' | 'faces' | 'face' | 'picture' | 'luma' | 'sharpness'>;

/**
 * Why nothing was taken of this picture, by the rules of `goodFace`.
 *
 * @returns null where it will do, or does not say
 */
export function faceHint(frame: Judged, rules: IdentityRules): FaceHint | null {
  const { look, faces, face, picture, luma, sharpness } = frame;
  if (faces > 1) return 'several_faces';
  if (luma < rules.minLuma) return 'too_dark';
  if (faces === 0) return 'no_face';
  // A glance says nothing about the face that is there.
  if (look === 'glance') return null;
  if (face === null) return 'turned';
  if (face.box.w * picture.width < rules.minFacePixels) return 'too_small';
  if (face.width - face.box.w >= 0.005 || face.box.y <= 0 || face.box.y + face.box.h >= 1) {
    return 'cut_off';
  }
  if (Math.abs(face.yaw) > rules.maxYaw || Math.abs(face.pitch) > rules.maxPitch) return 'turned';
  const { eyes } = face;
  if (eyes === null || (eyes.left.openness + eyes.right.openness) / 2 < rules.minOpenness) {
    return 'eyes_closed';
  }
  return sharpness < rules.minSharpness ? 'blurred' : null;
}

/** The same in words for students. */
export const hintWords: Readonly<Record<FaceHint, string>> = {
  no_face: 'We can’t see your face. Please sit so that all of it is in the picture.',
  several_faces: 'There is more than one face in the picture. Please be alone in it for a moment.',
  too_dark: 'It is too dark. Please switch on a light in front of you.',
  too_small: 'You are far away. Please sit closer to the camera.',
  cut_off: 'A part of your face is outside the picture. Please move to its middle.',
  turned: 'Please look straight into the camera.',
  eyes_closed: 'Please keep your eyes open for a moment.',
  blurred: 'The picture is blurred. Please sit still, and wipe the lens if that does not help.',
};
