import { distance, isSameFace, shift, type Shift } from './background-boxes.ts';
import {
  along,
  goneTo,
  move,
  moving,
  standing,
  type Place,
  type PlaceRules,
} from './background-place.ts';
import type { FaceBox } from './frame-signals.ts';

/* What one picture says of a place at which a face stood still through the calibration. Pure. */

/** One picture, as it looks from one place. */
export interface View {
  readonly boxes: readonly FaceBox[];
  readonly noise: number | null;
  readonly difference: number | null;
  /** The very same picture as before: nothing could be seen to move. */
  readonly isStill: boolean;
  readonly now: number;
}

/**
 * Looks at one place in one picture.
 *
 * @returns `leftOut`: the boxes there that are nobody's; `isLearnt`: it has become background just now
 */
export function lookAt(
  before: Place,
  view: View,
  rules: PlaceRules,
): { readonly place: Place; readonly leftOut: readonly FaceBox[]; readonly isLearnt: boolean } {
  const nothing = { leftOut: [], isLearnt: false };
  if (before.state === 'live') return { place: before, ...nothing };
  const shaken = {
    ...before,
    isShaken: before.isShaken || (view.difference ?? 0) >= rules.shakenDifference,
  };
  const place = shaken.isShaken ? followCamera(shaken, view, rules) : shaken;
  const there = boxesAt(place, view.boxes, rules);
  if (there.length === 0) return { place, ...nothing };
  // The same picture again proves nothing, for however long it is shown.
  if (view.isStill) return { place, leftOut: there, isLearnt: false };

  const others = view.boxes.filter((box) => !there.some((one) => isSameFace(one, box)));
  const elapsed = elapsedSince(place.seenAt, view.now, rules.jumpMs);
  const seen = { ...place, seenAt: view.now };
  const wandered = there.find((box) => hasMoved(place, box, rules));
  if (wandered !== undefined || there.some((box) => isLively(box, view, rules))) {
    const isAlone = others.length === 0;
    // Alone, it may be the student who sits in front of it; what hangs there has not moved then.
    const at = wandered === undefined || isAlone ? seen : goneTo(seen, wandered, there);
    return { place: moving(at, isAlone, elapsed, rules), ...nothing };
  }
  const settled = standing(seen, there, others, elapsed, rules);
  // The student may sit there and hold still for a moment.
  if (others.length === 0 && settled.restlessMs.alone > 0) return { place: settled, ...nothing };
  const isLearnt = settled.state === 'candidate' && settled.stillMs >= rules.stillMs;
  return { place: isLearnt ? move(settled, 'stood_still') : settled, leftOut: there, isLearnt };
}

/** The boxes at a place, of each model the nearest: whoever is larger or elsewhere only hides it. */
function boxesAt(place: Place, boxes: readonly FaceBox[], { reach }: PlaceRules): FaceBox[] {
  return (['detector', 'landmarker'] as const).flatMap((source) => {
    const near = boxes
      .filter((box) => box.source === source)
      .map((box) => ({ box, by: distance(place.anchors[source] ?? place.calibrated, box) }))
      .filter(({ by }) => by <= reach)
      .sort((a, b) => a.by - b.by);
    return near[0] === undefined ? [] : [near[0].box];
  });
}

function hasMoved(place: Place, box: FaceBox, { wander }: PlaceRules): boolean {
  const anchor = place.anchors[box.source];
  // The other model may have drawn the calibrated box, and draws others.
  return anchor === undefined
    ? distance(place.calibrated, box) > 2 * wander
    : distance(anchor, box) > wander;
}

/** More goes on in the box than a camera's noise and the light make of a printed face. */
function isLively({ change }: FaceBox, { noise }: View, rules: PlaceRules): boolean {
  if (change === null || noise === null) return false;
  return change > rules.leastChange && change > rules.changeByNoise * noise;
}

/**
 * After the whole picture has changed: where the student's face and one like this have gone the same
 * way, the camera was moved and not the faces. The place moves along, and what it is is found out anew.
 */
function followCamera(place: Place, { boxes }: View, rules: PlaceRules): Place {
  if (boxesAt(place, boxes, rules).length > 0) return place;
  const box = boxes.find((one) => {
    const anchor = place.anchors[one.source];
    const student = place.student[one.source];
    if (anchor === undefined || student === undefined) return false;
    const by = shift(anchor, one);
    const isLike =
      distance({ ...anchor, x: anchor.x + by.dx, y: anchor.y + by.dy }, one) <= rules.wander;
    return (
      isLike &&
      boxes.some(
        (other) =>
          other !== one && other.source === one.source && isAlike(by, shift(student, other)),
      )
    );
  });
  const anchor = box && place.anchors[box.source];
  if (box === undefined || anchor === undefined) return place;
  const gone = along(place, shift(anchor, box));
  return move({ ...gone, stillMs: 0, isShaken: false }, 'camera_moved');
}

/** The same way, but for what a student moves of their own accord meanwhile. */
const isAlike = (a: Shift, b: Shift) =>
  Math.hypot(a.dx - b.dx, a.dy - b.dy) <= Math.hypot(a.dx, a.dy) / 2;

function elapsedSince(seenAt: number | null, now: number, jumpMs: number): number {
  const elapsed = now - (seenAt ?? now);
  return elapsed >= 0 && elapsed <= jumpMs ? elapsed : 0;
}
