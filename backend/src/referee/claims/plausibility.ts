import type { ViolationType } from '@invigil/shared-types';
import type { PictureStatistics } from '../../evidence/index.ts';

export interface PlausibilityLimits {
  /** A picture brighter than this is no blackout. Mean of all pixels, 0…255. */
  readonly blackoutMaxLuma: number;
  /** A picture brighter than this does not lack light. Mean of all pixels, 0…255. */
  readonly lowLightMaxLuma: number;
  /** A picture darker than this, and flat, shows nothing at all. Mean of all pixels, 0…255. */
  readonly blackLuma: number;
  /** A picture whose pixels deviate less than this from their mean is flat. Grey levels. */
  readonly flatDeviation: number;
}

/** Figures by which a picture cannot be one of what is claimed. */
export type Contradiction = Readonly<Record<string, number>>;
type Rule = (picture: PictureStatistics, limits: PlausibilityLimits) => Contradiction | null;

/**
 * What a picture's own statistics can say against a claim. They never prove one: that a face is a
 * second one, say, only a person can see.
 */
const rules: Readonly<Record<ViolationType, Rule>> = {
  multiple_faces: showsSomething,
  // No face is claimed only of a picture in which one could be seen.
  no_face: showsSomething,
  camera_blackout: ({ mean }, { blackoutMaxLuma }) => notBrighterThan(blackoutMaxLuma, mean),
  head_turned: showsSomething,
  gaze_away: showsSomething,
  low_light: ({ mean }, { lowLightMaxLuma }) => notBrighterThan(lowLightMaxLuma, mean),
  // Blurred or standing still. One picture cannot tell whether others differ, so a sharp one of a
  // frozen camera is as good as a blurred one.
  poor_picture: () => null,
  identity_mismatch: showsSomething,
};

/** What speaks against the claim of `type`; null: nothing. */
export function contradictionOf(
  type: ViolationType,
  picture: PictureStatistics,
  limits: PlausibilityLimits,
): Contradiction | null {
  return rules[type](picture, limits);
}

/** As of a covered camera: dark all over, and nothing stands out. */
export function isFlatBlack(
  { mean, deviation }: PictureStatistics,
  { blackLuma, flatDeviation }: PlausibilityLimits,
): boolean {
  return mean <= blackLuma && deviation <= flatDeviation;
}

function showsSomething(
  picture: PictureStatistics,
  limits: PlausibilityLimits,
): Contradiction | null {
  return isFlatBlack(picture, limits) ? { leastMean: limits.blackLuma } : null;
}

function notBrighterThan(mostMean: number, mean: number): Contradiction | null {
  return mean > mostMean ? { mostMean } : null;
}
