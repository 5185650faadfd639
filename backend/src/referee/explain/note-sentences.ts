import {
  catalogue,
  noteTypeSchema,
  violationTypeSchema,
  type FrameEvent,
  type NoteType,
} from '@invigil/shared-types';
import {
  count,
  duration,
  figure,
  labelIn,
  lowerFirst,
  points,
  shareOfCalm,
} from './plain-words.ts';
import type { Told } from './told.ts';

const sentences: Readonly<Record<NoteType, (event: FrameEvent) => string>> = {
  calibrated: (event) => `The student calibrated${again(event)}.`,
  calibration_skipped: (event) => `The calibration was skipped${again(event)}.`,
  identity_taken: (event) =>
    `The face to compare with was taken${again(event)} while the exam was sat, not before it.`,
  background_face: (event) => {
    const boxes = figure(event, 'boxes') ?? 1;
    const pictures = count(boxes, 'picture of a face', 'pictures of faces');
    return `In the background: ${pictures}. Not counted as a second face.`;
  },
};

/** What an agent noted, in plain words. */
export function noteSentence(event: FrameEvent): string {
  const type = noteTypeSchema.safeParse(event.type).data;
  return type === undefined ? 'Something was noted.' : sentences[type](event);
}

/** Which detector switched itself off, why, and what the score loses by it. */
export function detectorOffSentence({ event, turn }: Told): string {
  const detector = violationTypeSchema.safeParse(event.reason).data;
  const share = figure(event, 'share');
  const calmMs = figure(event, 'calmMs');
  const forMs = figure(event, 'forMs');
  const which = detector === undefined ? '' : `: ${lowerFirst(catalogue[detector].label)}`;
  const why = share === null || calmMs === null ? '' : ` It claimed ${shareOfCalm(share, calmMs)}.`;
  const since = forMs === null ? 'before' : `in the ${duration(forMs)} before`;
  const change =
    turn === null || turn.points === 0 ? '' : `: ${points(turn.points)}, score ${turn.score.value}`;
  return `${labelIn(event)}${which}.${why} What it claimed ${since}, and from then on, does not count${change}.`;
}

function again({ detail }: FrameEvent): string {
  return detail['again'] === true ? ' again' : '';
}
