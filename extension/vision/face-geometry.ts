import type { Eye, Face, FaceSignals, FoundBox } from './frame-signals.ts';
import { roughYawOf } from './rough-yaw.ts';

/*
 * From what the models find to signals. Pure.
 *
 * Landmarks are numbered as in MediaPipe's canonical face (`canonical_face_model_uv_visualization.png`
 * in its repository), irises from 468 on. Left and right are the student's own; the student's left is
 * on the right of the picture.
 */

/** x and y as shares of the picture's width and height, z as a share of its width, away from the camera. */
export interface Landmark {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** As MediaPipe's FaceDetector gives it. */
export interface Detection {
  /** Pixels. */
  readonly boundingBox?:
    | {
        readonly originX: number;
        readonly originY: number;
        readonly width: number;
        readonly height: number;
      }
    | undefined;
  readonly categories?: readonly { readonly score: number }[] | undefined;
  /** Shares of the picture's width and height: right eye, left eye, nose, mouth, right ear, left ear. */
  readonly keypoints?: readonly { readonly x: number; readonly y: number }[] | undefined;
}

export interface Found {
  /** Of each face that the landmark model follows; null where it was not asked. */
  readonly landmarks: readonly (readonly Landmark[])[] | null;
  readonly detections: readonly Detection[];
  readonly picture: PictureSize;
}

/**
 * How many faces there are, where, and what those with landmarks do, the largest first.
 *
 * The landmark model follows one face very well and overlooks small ones behind it; the detector sees
 * those, but also takes a poster's pattern for one now and then. The larger count is a claim only once
 * it has held.
 */
export function describeFaces({ landmarks, detections, picture }: Found): FaceSignals {
  const followed = (landmarks ?? []).map((points) => {
    const extent = extentOf(points);
    return { points, extent, box: boxOf('landmarker', extent) };
  });
  const boxes = [
    ...detections.map((detection) => boxOfDetection(detection, picture)),
    ...followed.map(({ box }) => box),
  ];
  const [face = null, ...others] = followed
    .sort((a, b) => b.extent.w - a.extent.w)
    .map((one) => describeFace(one, picture))
    .filter((one) => one !== null);
  return {
    look: landmarks === null ? 'glance' : 'full',
    faces: Math.min(20, Math.max(followed.length, detections.length)),
    boxes,
    face,
    others,
    roughYaw: roughYawOfOnly(detections, followed.length, picture),
  };
}

/** The same, once a closer look has found these as well: the detector's faces, those from before too. */
export function withDetections(
  faces: FaceSignals,
  detections: readonly Detection[],
  picture: PictureSize,
): FaceSignals {
  const followed = faces.boxes.filter(({ source }) => source === 'landmarker');
  const boxes = [...detections.map((each) => boxOfDetection(each, picture)), ...followed];
  return {
    ...faces,
    boxes,
    faces: Math.min(20, Math.max(followed.length, detections.length)),
    roughYaw: roughYawOfOnly(detections, followed.length, picture),
  };
}

function roughYawOfOnly(
  [only, ...others]: readonly Detection[],
  followed: number,
  picture: PictureSize,
): number | null {
  if (only === undefined || others.length > 0 || followed > 0) return null;
  return roughYawOf(only, picture);
}

type Vector = readonly [number, number, number];
interface Extent {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Followed {
  readonly points: readonly Landmark[];
  readonly extent: Extent;
  readonly box: FoundBox;
}

function describeFace(followed: Followed, picture: PictureSize): Face | null {
  const points = followed.points.map((point) => inSpace(point, picture));
  const pose = poseOf(points);
  if (pose === null) return null;
  const left = eyeOf(points, leftEye);
  const right = eyeOf(points, rightEye);
  const { x, y, w, h } = followed.box;
  return {
    width: rounded(within(0, followed.extent.w, 1), 3),
    box: { x, y, w, h },
    ...pose,
    eyes: left === null || right === null ? null : { left, right },
  };
}

/** To equal units on all axes: x to the right of the picture, y up, z towards the camera. Pixels. */
function inSpace({ x, y, z }: Landmark, { width, height }: PictureSize): Vector {
  return [x * width, -y * height, -z * width];
}

/** Right to left: corners of the eyes, temples, ears, jaw. None of them moves with the expression. */
const acrossPairs = [
  [33, 263],
  [133, 362],
  [127, 356],
  [234, 454],
  [132, 361],
] as const;
/** Chin to the top of the forehead: in the canonical face upright within a degree. */
const upPair = [152, 10] as const;

/**
 * The head's direction along the line of sight.
 *
 * It is read off the landmarks and not off MediaPipe's transformation matrix. The matrix places the
 * face in a camera of 63° by a least-squares fit, in which the perspective at the side of the picture
 * shows as a rotation, the more the more a head is turned: one photograph put to 15 places of a picture
 * gave yaws 22° apart, and at best 10° after a correction by an angle of view. Landmarks are found on
 * a cut-out around the face, where its place makes no difference: 3° apart, 5° at most.
 *
 * Yaw is read off the ear-to-ear axis and not off the direction of the nose: nodding turns around that
 * axis and leaves it where it is, so that looking down at a sheet of paper never reads as turned away.
 *
 * @returns degrees, or null where the landmarks are not those of a face
 */
function poseOf(points: readonly Vector[]): Pick<Face, 'yaw' | 'pitch' | 'roll'> | null {
  let across: Vector = [0, 0, 0];
  for (const [right, left] of acrossPairs) {
    const from = points[right];
    const to = points[left];
    if (from === undefined || to === undefined) return null;
    across = plus(across, minus(to, from));
  }
  const chin = points[upPair[0]];
  const forehead = points[upPair[1]];
  if (chin === undefined || forehead === undefined) return null;
  const ears = unit(across);
  const nose = unit(cross(ears, minus(forehead, chin)));
  const crown = cross(nose, ears);
  return {
    yaw: rounded(degrees(Math.atan2(-ears[2], Math.hypot(crown[2], nose[2]))), 2),
    pitch: rounded(degrees(Math.atan2(crown[2], nose[2])), 2),
    roll: rounded(degrees(Math.atan2(ears[1], ears[0])), 2),
  };
}

/** An eye's landmarks; its corners in the order in which they stand in the picture. */
interface EyeLandmarks {
  readonly corners: readonly [number, number];
  readonly lids: readonly [number, number];
  readonly iris: number;
}
const rightEye: EyeLandmarks = { corners: [33, 133], lids: [159, 145], iris: 468 };
const leftEye: EyeLandmarks = { corners: [362, 263], lids: [386, 374], iris: 473 };

/** Where the iris stands between the corners, and how far the lids are apart. */
function eyeOf(points: readonly Vector[], { corners, lids, iris }: EyeLandmarks): Eye | null {
  const from = points[corners[0]];
  const to = points[corners[1]];
  const upper = points[lids[0]];
  const lower = points[lids[1]];
  const centre = points[iris];
  if (!from || !to || !upper || !lower || !centre) return null;
  const [dx, dy] = minus(to, from);
  const width = Math.hypot(dx, dy);
  // Less than a pixel is no eye.
  if (width < 1) return null;
  const x = centre[0] - (from[0] + to[0]) / 2;
  const y = centre[1] - (from[1] + to[1]) / 2;
  const [ox, oy] = minus(upper, lower);
  const square = (width * width) / 2;
  return {
    x: rounded(within(-1, (x * dx + y * dy) / square, 1), 3),
    y: rounded(within(-1, (x * dy - y * dx) / square, 1), 3),
    openness: rounded(within(0, Math.hypot(ox, oy) / width, 2), 3),
  };
}

/** Where the eyes point to, in half eye widths. */
export interface Aim {
  /** Relative to the line of sight, see `aimOf`. */
  readonly x: number;
  /** Relative to the head. */
  readonly y: number;
}

/**
 * Where both eyes point to sideways relative to the camera, whatever the head does. The eyeball's centre
 * lies behind the line between the corners, so that a turning head alone carries the corners past an
 * iris that stays where it is.
 *
 * Nodding shows no such effect in recordings: the lids, and with them the corners, follow the iris.
 *
 * @param turnShare depth of the eyeball's centre behind the corners, in half eye widths
 */
export function aimOf(
  { eyes, yaw }: Pick<Face, 'yaw'> & { readonly eyes: NonNullable<Face['eyes']> },
  turnShare: number,
): Aim {
  const { left, right } = eyes;
  return {
    x: (left.x + right.x) / 2 + turnShare * Math.tan((yaw * Math.PI) / 180),
    y: (left.y + right.y) / 2,
  };
}

function boxOfDetection({ boundingBox }: Detection, { width, height }: PictureSize): FoundBox {
  const { originX, originY, width: w, height: h } = boundingBox ?? nowhere;
  return boxOf('detector', {
    x: originX / width,
    y: originY / height,
    w: w / width,
    h: h / height,
  });
}
const nowhere = { originX: 0, originY: 0, width: 0, height: 0 };

/** The part of an extent that lies in the picture: a face at its edge goes on beyond it. */
function boxOf(source: FoundBox['source'], { x, y, w, h }: Extent): FoundBox {
  const left = within(0, x, 1);
  const top = within(0, y, 1);
  return {
    source,
    x: rounded(left, 3),
    y: rounded(top, 3),
    w: rounded(within(0, x + w, 1) - left, 3),
    h: rounded(within(0, y + h, 1) - top, 3),
  };
}

function extentOf(points: readonly Landmark[]): Extent {
  if (points.length === 0) return { x: 0, y: 0, w: 0, h: 0 };
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector) || 1;
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}
const degrees = (radians: number) => (radians * 180) / Math.PI;
const within = (least: number, value: number, most: number) =>
  Math.max(least, Math.min(most, value));
const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
