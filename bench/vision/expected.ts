import type { ViolationType } from '@invigil/shared-types';
import type { Toll } from './conditions.ts';
import type { Shown } from './labels.ts';

/** Whether a violation is there. `open`: nobody can tell from the label, so that it does not count. */
export type Expected = 'yes' | 'no' | 'open';

/** Violations that are looked for in pictures of one moment; whose face it is needs two. */
export const judgedTypes = [
  'multiple_faces',
  'no_face',
  'camera_blackout',
  'head_turned',
  'gaze_away',
  'low_light',
  'poor_picture',
] as const satisfies readonly ViolationType[];
export type JudgedType = (typeof judgedTypes)[number];

/**
 * Mean brightness in grey levels, between which nobody can say which of two it is. Darkness is not
 * labelled: it is what the pictures were made to have.
 */
const borders = { black: [8, 20], dim: [30, 40] } as const;

/** What a picture's light leaves to be seen. `border` is between two of them. */
export type Light = 'black' | 'dim' | 'light' | 'border';

export function lightOf(meanLuma: number): Light {
  const { black, dim } = borders;
  if (meanLuma < black[0]) return 'black';
  if (meanLuma > black[1] && meanLuma < dim[0]) return 'dim';
  return meanLuma > dim[1] ? 'light' : 'border';
}

/**
 * What ought to be claimed, by what a picture shows and what was done to it. What a bad picture hides
 * must not be claimed; whether what it still shows has to be is left open. Seeing nobody in the dark or
 * through a blurred lens would be an accusation without ground, so that it is never open.
 */
export function expectedOf(shown: Shown, light: Light, toll: Toll): Record<JudgedType, Expected> {
  const faces = shown.people.length;
  const { head, eyes } = shown;
  const isBlurred = toll.blurs === true;
  const isBad = light !== 'light' || isBlurred;
  /** There, and in a good picture it has to be seen. */
  const visible = (there: boolean, isClear = true): Expected => {
    if (!there) return 'no';
    return isBad || !isClear ? 'open' : 'yes';
  };
  const isCovered = toll.hidesFace === true;
  const black = light === 'black';
  return {
    multiple_faces: black ? 'no' : visible(faces > 1, !isCovered),
    no_face: faces > 0 ? 'no' : emptyIs(light, isBlurred, shown.soft),
    camera_blackout: light === 'border' ? 'open' : black ? 'yes' : 'no',
    head_turned:
      black || faces !== 1 ? 'no' : head === 'slight' ? 'open' : visible(head === 'turned'),
    gaze_away:
      black || faces !== 1 || head === 'turned'
        ? 'no'
        : eyes === 'unknown'
          ? 'open'
          : visible(eyes === 'away', !isCovered && toll.hidesEyes !== true && head !== 'slight'),
    low_light: light === 'border' ? 'open' : light === 'dim' ? 'yes' : 'no',
    poor_picture:
      light !== 'light' ? (isBlurred ? 'open' : 'no') : isBlurred ? 'yes' : softIs(shown),
  };
}

/** An empty picture out of focus is nearly a blurred one, in which nobody may be missed. */
function emptyIs(light: Light, isBlurred: boolean, soft: boolean): Expected {
  if (light === 'border' || (soft && !isBlurred)) return 'open';
  return light === 'light' && !isBlurred ? 'yes' : 'no';
}
const softIs = ({ soft }: Shown): Expected => (soft ? 'open' : 'no');
