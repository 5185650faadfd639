import type { FrameSignals } from '../vision/index.ts';
import type { IdentityRules } from './rules.ts';

/** What is looked at in a picture before its face is. */
type Judged = Pick<FrameSignals, 'look' | 'faces' | 'face' | 'picture' | 'luma' | 'sharpness'>;
type GoodFace = NonNullable<FrameSignals['face']>;

/**
 * The face of a picture that is good enough to say whose it is: one, all of it in the picture, facing the
 * camera, eyes open, in enough light. Everything else would measure the picture and not the person.
 *
 * @returns null where there is none
 */
export function goodFace(frame: Judged, rules: IdentityRules): GoodFace | null {
  const { look, faces, face, picture, luma, sharpness } = frame;
  // A glance says nothing about the face that is there.
  if (look !== 'full' || faces !== 1 || face === null) return null;
  if (luma < rules.minLuma || sharpness < rules.minSharpness) return null;
  const isFrontal = Math.abs(face.yaw) <= rules.maxYaw && Math.abs(face.pitch) <= rules.maxPitch;
  const isLarge = face.box.w * picture.width >= rules.minFacePixels;
  return isFrontal && isLarge && isWhole(face) && hasOpenEyes(face, rules) ? face : null;
}

/** A face that goes on beyond the picture has a smaller box; they are rounded to a thousandth. */
const isWhole = ({ box, width }: GoodFace) =>
  width - box.w < 0.005 && box.y > 0 && box.y + box.h < 1;

function hasOpenEyes({ eyes }: GoodFace, { minOpenness }: IdentityRules): boolean {
  if (eyes === null) return false;
  return (eyes.left.openness + eyes.right.openness) / 2 >= minOpenness;
}

/**
 * Whether enough time has passed. A clock that was set back says nothing about that: then it has.
 *
 * @param lastAt when it last was so; null: never. Milliseconds
 */
export function isDue(lastAt: number | null, now: number, everyMs: number): boolean {
  return lastAt === null || now < lastAt || now - lastAt >= everyMs;
}
