import { config } from '../config.ts';
import type { Calibration } from '../sitting/index.ts';
import { aimOf, median, type FrameSignals } from '../vision/index.ts';
import { lineThrough, type Line } from './line.ts';
import { otherFaces } from './other-faces.ts';
import { dotIds, plan, type DotId, type Places } from './plan.ts';

/*
 * From the looks at each dot to how one student looks at their screen. Pure.
 *
 * What cannot be measured is not guessed from little: where the eyes have not followed the dots, or
 * cannot be read, the screen's edges are taken to be where they are for everybody who did not calibrate,
 * around the middle that was measured. So whoever cannot follow dots is judged no more strictly than
 * whoever skipped them.
 */

/** Why what was measured cannot be used. Each has its words, see `words.ts`. */
export const refusals = [
  'no_face',
  'several_faces',
  'too_dark',
  'face_too_small',
  'not_in_front',
  'too_slow',
] as const;
export type Refusal = (typeof refusals)[number];

/** What was seen while each dot was looked at. */
export type Looks = Readonly<Record<DotId, readonly FrameSignals[]>>;

export interface Measurement {
  readonly calibration: Calibration;
  /** Whether the screen's edges were measured; else they are those of everybody. */
  readonly followed: { readonly x: boolean; readonly y: boolean };
}

/** Why the student cannot be measured as they sit now; null: they can. Needs the middle alone. */
export function refusalOf(looks: Looks): Refusal | null {
  const all = dotIds.flatMap((id) => looks[id]);
  const faces = facesIn(looks.middle);
  const { mostBias, minFacePixels } = config.calibration;
  if (all.length > 0 && median(all.map(({ luma }) => luma)) < config.detectors.dimLuma) {
    return 'too_dark';
  }
  if (otherFaces(all).live) return 'several_faces';
  if (all.length > 0 && faces.length === 0) return 'no_face';
  if (faces.length < leastLooks('middle')) return 'too_slow';
  const width = median(
    looks.middle.flatMap(({ face, picture }) => (face ? [face.width * picture.width] : [])),
  );
  if (width < minFacePixels) return 'face_too_small';
  const { yaw, pitch } = poseOf(faces);
  return Math.max(Math.abs(yaw), Math.abs(pitch)) > mostBias ? 'not_in_front' : null;
}

/**
 * What the looks at all dots say.
 *
 * @param looks of a student who was not refused
 * @param places where on the screen the dots were
 */
export function measure(looks: Looks, places: Places): Measurement {
  const { gaze, background } = config.calibration;
  const { neutralRefused, sideways, upwards, lowered, rangeMargin } = config.detectors.gaze;
  const middle = aimIn(looks.middle);
  // Eyes that squint stay where they are; eyes that look far past the screen do not become its middle.
  const gazeX = within(-neutralRefused, middle?.x ?? 0, neutralRefused);
  const gazeY = within(-neutralRefused, middle?.y ?? 0, neutralRefused);
  // The student's left is positive, and the screen's left edge is to their left.
  const x = middle && edges(looks, places, 'x', -1);
  const y = middle && edges(looks, places, 'y', 1);
  const { nearest, furthest } = gaze;
  const left = x ? within(nearest, x.at0 - gazeX, furthest) : sideways - rangeMargin;
  const right = x ? within(nearest, gazeX - x.at1, furthest) : sideways - rangeMargin;
  // Up and down the iris moves little and lids move it: never stricter than without a calibration.
  const [leastUp, leastDown] = [upwards - rangeMargin, lowered - rangeMargin];
  const up = y ? within(leastUp, gazeY - y.at0, furthest) : leastUp;
  const down = y ? within(leastDown, y.at1 - gazeY, furthest) : leastDown;
  const still = otherFaces(dotIds.flatMap((id) => looks[id])).still;
  return {
    calibration: {
      neutral: { ...poseOf(facesIn(looks.middle)), gazeX: rounded(gazeX), gazeY: rounded(gazeY) },
      gazeRange: {
        x: [rounded(gazeX - right), rounded(gazeX + left)],
        y: [rounded(gazeY - up), rounded(gazeY + down)],
      },
      background: still.slice(0, background.most),
    },
    followed: { x: x !== null, y: y !== null },
  };
}

/**
 * Where the eyes point to at the screen's two edges, along one axis; null where they did not follow.
 *
 * Five dots and one straight line: the dots stand somewhat inside the edges, and far inside where the
 * window did not fill the screen; and no single bad dot decides.
 */
function edges(looks: Looks, places: Places, axis: 'x' | 'y', direction: 1 | -1): Line | null {
  const { followed, stray, span } = config.calibration.gaze;
  const points = dotIds.flatMap((id) => {
    const aim = facesIn(looks[id]).length < leastLooks(id) ? null : aimIn(looks[id]);
    return aim === null ? [] : [[places[id][axis], aim[axis]] as const];
  });
  const at = points.map(([place]) => place);
  if (points.length < fewestDots || Math.max(...at) - Math.min(...at) < span) return null;
  const line = lineThrough(points);
  if (line === null) return null;
  const moved = (line.at1 - line.at0) * direction;
  return moved >= followed[axis] && line.stray <= stray * moved ? line : null;
}

/** The middle and two corners tell both axes; with all but one corner a single slip still shows. */
const fewestDots = 4;
const leastLooks = (id: DotId) => plan.find((dot) => dot.id === id)?.looks ?? 1;

type Face = NonNullable<FrameSignals['face']>;
const facesIn = (frames: readonly FrameSignals[]): Face[] =>
  frames.flatMap(({ face }) => (face === null ? [] : [face]));

const poseOf = (faces: readonly Face[]) => ({
  yaw: rounded(median(faces.map(({ yaw }) => yaw))),
  pitch: rounded(median(faces.map(({ pitch }) => pitch))),
});

/** Where the eyes point to; null where they cannot be read: too small, closed, or hidden. */
function aimIn(frames: readonly FrameSignals[]): { readonly x: number; readonly y: number } | null {
  const { minFacePixels, minOpenness, turnShare } = config.detectors.gaze;
  const aims = frames.flatMap(({ face, picture }) => {
    if (!face?.eyes || face.width * picture.width < minFacePixels) return [];
    const { eyes, yaw } = face;
    if (Math.min(eyes.left.openness, eyes.right.openness) < minOpenness) return [];
    return [aimOf({ eyes, yaw }, turnShare)];
  });
  if (aims.length === 0) return null;
  return { x: median(aims.map(({ x }) => x)), y: median(aims.map(({ y }) => y)) };
}

const within = (least: number, value: number, most: number) =>
  Math.max(least, Math.min(most, value));
const rounded = (value: number) => Number(value.toFixed(3));
