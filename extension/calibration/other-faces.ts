import type { PictureBox } from '@invigil/shared-types';
import { config } from '../config.ts';
import { median, type FrameSignals } from '../vision/index.ts';
import { isSameFace } from './boxes.ts';

type FaceBox = FrameSignals['boxes'][number];

/** What there is besides the student's own face. */
export interface OtherFaces {
  /** Faces that stood still in nearly all pictures: posters, pictures on a wall. The clearest first. */
  readonly still: readonly PictureBox[];
  /** Somebody else moves about. */
  readonly live: boolean;
}

/** Another face as far as it stayed in one place. */
interface Place {
  readonly boxes: PictureBox[];
  /** In so many of its pictures more changed than the camera's noise makes of a printed face. */
  lively: number;
}

/**
 * Tells pictures of faces from people, who move about, or at least their faces. Whether one that stood
 * still here never moves is found out while the exam is sat: nobody can hide by eight seconds of sitting
 * very still.
 *
 * @param frames the looks of one calibration, in order
 */
export function otherFaces(frames: readonly FrameSignals[]): OtherFaces {
  const { presence, most, liveShare } = config.calibration.background;
  const places: Place[] = [];
  const found: Place[][] = [];
  let own = frames.find(({ face }) => face !== null)?.face?.box ?? null;
  for (const frame of frames) {
    // A glance finds faces without saying whose: the student's is where it was.
    own = frame.face?.box ?? own;
    found.push(othersIn(frame, own).map((box) => placeOf(places, box, isLively(box, frame))));
  }
  const least = Math.ceil(presence * frames.length);
  const steady = places.filter(isSteady).sort((a, b) => b.boxes.length - a.boxes.length);
  const still = steady.filter(({ boxes }) => boxes.length >= least);
  // A face that comes up now and then in one place is a model's mistake, or a poster half seen. In
  // several places it is somebody who moves.
  const excused = new Set([...still, ...steady.slice(still.length, still.length + 1)]);
  const elsewhere = found.filter((there) => there.some((place) => !excused.has(place))).length;
  return {
    still: still.slice(0, most).map(({ boxes }) => middleBox(boxes)),
    live: elsewhere > 1 && elsewhere >= liveShare * frames.length,
  };
}

/** Each face besides the student's once, though both models may have found it. */
function othersIn(frame: FrameSignals, own: PictureBox | null): FaceBox[] {
  const others: FaceBox[] = [];
  for (const box of frame.boxes) {
    if (own !== null && isSameFace(own, box)) continue;
    if (!others.some((other) => isSameFace(other, box))) others.push(box);
  }
  return others;
}

/** As it is judged while the exam is sat, see `leaveOutBackground`. */
function isLively({ change }: FaceBox, { noise, difference }: FrameSignals): boolean {
  const { leastChange, changeByNoise, shakenDifference } = config.detectors.background;
  if (change === null || noise === null || (difference ?? 0) >= shakenDifference) return false;
  return change > leastChange && change > changeByNoise * noise;
}

function placeOf(places: Place[], box: PictureBox, lively: boolean): Place {
  let place = places.find(({ boxes: [first] }) => first !== undefined && isSameFace(first, box));
  if (place === undefined) {
    place = { boxes: [], lively: 0 };
    places.push(place);
  }
  place.boxes.push(box);
  if (lively) place.lively++;
  return place;
}

/** Somebody who walks by is in many places, and in none of them more than twice. */
const fewestLooks = 3;

function isSteady({ boxes, lively }: Place): boolean {
  if (boxes.length < fewestLooks) return false;
  // Somebody who sits still keeps their place as well as a poster does, but not their face.
  if (lively > 1 && lively > config.detectors.background.liveShare * boxes.length) return false;
  const middle = middleBox(boxes);
  const most = config.calibration.background.wander;
  return boxes.every((box) => {
    const dx = box.x + box.w / 2 - (middle.x + middle.w / 2);
    const dy = box.y + box.h / 2 - (middle.y + middle.h / 2);
    return Math.abs(dx) <= most * middle.w && Math.abs(dy) <= most * middle.h;
  });
}

const middleBox = (boxes: readonly PictureBox[]): PictureBox => ({
  x: median(boxes.map(({ x }) => x)),
  y: median(boxes.map(({ y }) => y)),
  w: median(boxes.map(({ w }) => w)),
  h: median(boxes.map(({ h }) => h)),
});
