import type { PictureBox } from '@invigil/shared-types';
import { config } from '../config.ts';
import { lookAt } from './background-look.ts';
import { placeAt, placeBox, type Place } from './background-place.ts';
import { isStill } from './detectors/picture-quality.ts';
import type { Face, FaceBox, FrameSignals } from './frame-signals.ts';

/** What is known of faces on the walls. */
export interface Background {
  /** Null before the first picture. */
  readonly places: readonly Place[] | null;
}

/** To begin with, and again with each calibration. */
export const noBackground: Background = { places: null };

/**
 * Leaves out of one picture the faces that are nobody's: those that stood still through the calibration
 * and have not moved since. They never count, nor are they taken for the student, who may be gone. Once
 * they have not moved for long enough they are background, which is told once.
 *
 * A face moves where its box wanders, or where more changes in it than the camera's noise makes of a
 * printed one: measured on a webcam at 5 pictures a second, a picture of a face in noise and dim light
 * keeps its box within 6 % and changes by 1.0 to 1.6 times the noise; of somebody who sits still and
 * reads, the box stays within 7 % just as well, but 30 to 56 % of the pictures change by more than twice
 * the noise. So it counts in the pictures in which it moves, and where those are not rare, for good.
 *
 * What it cannot tell: who hangs up another picture, or moves the camera while the room has nothing to
 * see in it, has to calibrate anew.
 *
 * @param now when the picture was captured, milliseconds
 * @param calibrated where faces besides the student's stood still while the student was calibrated
 * @returns `learnt`: all background, with the picture in which a face has become so; else null
 */
export function leaveOutBackground(
  before: Background,
  frame: FrameSignals,
  now: number,
  calibrated: readonly PictureBox[],
): {
  readonly state: Background;
  readonly frame: FrameSignals;
  readonly learnt: readonly PictureBox[] | null;
} {
  const { jumpMs, background } = config.detectors;
  const { noise, difference } = frame;
  const looks: ReturnType<typeof lookAt>[] = [];
  let { boxes } = frame;
  for (const place of before.places ?? calibrated.map(placeAt)) {
    const view = { boxes, noise, difference, isStill: isStill(frame), now };
    const look = lookAt(place, view, { ...background, jumpMs });
    looks.push(look);
    // No box is left out for two places.
    boxes = boxes.filter((box) => !look.leftOut.includes(box));
  }
  const places = looks.map(({ place }) => place);
  const learnt = looks.some(({ isLearnt }) => isLearnt)
    ? places.filter(({ state }) => state === 'background').map(placeBox)
    : null;
  const left = looks.filter(({ leftOut }) => leftOut.length > 0).length;
  return { state: { places }, frame: left === 0 ? frame : without(frame, boxes, left), learnt };
}

function without(frame: FrameSignals, boxes: FaceBox[], background: number): FrameSignals {
  const found = (model: FaceBox['source']) => boxes.filter(({ source }) => source === model);
  const followed = found('landmarker');
  const isLive = ({ box }: Face) => followed.some((one) => isSame(one, box));
  const all = frame.face === null ? [] : [frame.face, ...frame.others];
  const [face = null, ...others] = all.filter(isLive);
  const faces = Math.max(followed.length, found('detector').length);
  // Whatever it was of, it was one of those that are left out.
  const roughYaw = null;
  return { ...frame, boxes, face, others, roughYaw, faces: Math.min(20, faces), background };
}

const isSame = (a: PictureBox, b: PictureBox) =>
  a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
