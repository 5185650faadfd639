import { defineLifecycle, type PictureBox } from '@invigil/shared-types';
import { bySource, mapBoxes, shift, type Boxes, type Shift } from './background-boxes.ts';
import type { FaceBox } from './frame-signals.ts';

/*
 * One place at which a face stood still through the calibration, and what has become of it since. Pure.
 */

/**
 * `candidate`: has not stood still for long enough yet. `background`: is a picture of a face. `live`: has
 * moved, and is somebody for the rest of the attempt. When the camera itself was moved, what it was is
 * open again.
 */
export const placeLifecycle = defineLifecycle({
  states: ['candidate', 'background', 'live'],
  events: ['stood_still', 'moved', 'camera_moved'],
  initial: 'candidate',
  table: {
    candidate: { stood_still: 'background', moved: 'live', camera_moved: 'candidate' },
    background: { moved: 'live', camera_moved: 'candidate' },
    live: {},
  },
});

export interface Place {
  readonly state: (typeof placeLifecycle.states)[number];
  /** As it was calibrated, by whichever model saw it then. */
  readonly calibrated: PictureBox;
  /** Where each model saw it first, or after it last moved. */
  readonly anchors: Boxes;
  /** For how long it has stood still. Milliseconds of the time in which it was seen. */
  readonly stillMs: number;
  /** By how much it moved more than stood still, of late: beside somebody, and alone. Milliseconds. */
  readonly restlessMs: { readonly beside: number; readonly alone: number };
  /** When it was last seen, in a picture that was another than the one before. Milliseconds. */
  readonly seenAt: number | null;
  /** The student's face when this was last seen standing still. */
  readonly student: Boxes;
  /** The whole picture has changed since. */
  readonly isShaken: boolean;
}

export interface PlaceRules {
  /** Milliseconds. */
  readonly stillMs: number;
  /** Milliseconds. */
  readonly liveMs: number;
  /** Share of the time, 0…1. */
  readonly liveShare: number;
  /** Share of a box's width and height. */
  readonly wander: number;
  /** Share of a box's width and height. */
  readonly reach: number;
  /** Grey levels. */
  readonly leastChange: number;
  /** Times the picture's noise. */
  readonly changeByNoise: number;
  /** Grey levels. */
  readonly shakenDifference: number;
  /** Pictures further apart than this say nothing about the time between. Milliseconds. */
  readonly jumpMs: number;
}

/** A face that stood still through the calibration, and of which nothing else is known. */
export const placeAt = (calibrated: PictureBox): Place => ({
  state: placeLifecycle.initial,
  calibrated,
  anchors: {},
  stillMs: 0,
  restlessMs: { beside: 0, alone: 0 },
  seenAt: null,
  student: {},
  isShaken: false,
});

/**
 * Adds a picture in which it moves. Beside somebody that is a second face; alone it may be the student
 * in front of the wall, and says nothing about what hangs there.
 */
export function moving(
  place: Place,
  isAlone: boolean,
  elapsed: number,
  { liveMs }: PlaceRules,
): Place {
  const which = isAlone ? 'alone' : 'beside';
  // One picture is never enough, however few there are in a second.
  const ms = Math.min(liveMs, place.restlessMs[which] + Math.min(elapsed, liveMs / 2));
  const moved = { ...place, stillMs: 0, restlessMs: { ...place.restlessMs, [which]: ms } };
  return which === 'beside' && ms >= liveMs ? move(moved, 'moved') : moved;
}

/** Adds a picture in which it stands still, and notes where the student sits meanwhile. */
export function standing(
  place: Place,
  there: readonly FaceBox[],
  others: readonly FaceBox[],
  elapsed: number,
  { liveShare }: PlaceRules,
): Place {
  const calmed = (ms: number) => Math.max(0, ms - elapsed * liveShare);
  const { beside, alone } = place.restlessMs;
  return {
    ...place,
    anchors: { ...bySource(there), ...place.anchors },
    stillMs: place.stillMs + elapsed,
    restlessMs: { beside: calmed(beside), alone: calmed(alone) },
    student: others.length === 0 ? place.student : bySource(others),
    isShaken: false,
  };
}

/**
 * It stands somewhere else now. Where it stands still from here on, because somebody touched the camera,
 * say, it has not moved again.
 */
export function goneTo(place: Place, box: FaceBox, there: readonly FaceBox[]): Place {
  const moved = along(place, shift(place.anchors[box.source] ?? place.calibrated, box));
  return { ...moved, anchors: { ...moved.anchors, ...bySource(there) } };
}

/** The place, and all that is known of it, further on. */
export function along(place: Place, { dx, dy }: Shift): Place {
  const moved = (box: PictureBox): PictureBox => ({ ...box, x: box.x + dx, y: box.y + dy });
  return {
    ...place,
    anchors: mapBoxes(place.anchors, moved),
    calibrated: moved(place.calibrated),
  };
}

/** What an event makes of it; nothing, where the table does not know it. */
export function move(place: Place, event: (typeof placeLifecycle.events)[number]): Place {
  const to = placeLifecycle.next(place.state, event);
  return to.moved ? { ...place, state: to.state } : place;
}

/** Where it is, for whoever has to leave it out as well: a part of the picture. */
export function placeBox({ anchors, calibrated }: Place): PictureBox {
  const { x, y, w, h } = anchors.detector ?? anchors.landmarker ?? calibrated;
  // One that was moved along with the camera, and is seen by the other model only, may stand out.
  const within = (value: number) => Math.max(0, Math.min(1, value));
  return { x: within(x), y: within(y), w, h };
}
