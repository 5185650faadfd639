import { config } from '../../config.ts';
import type { FrameSignals } from '../frame-signals.ts';

/*
 * What a picture is good for, from black to clear. One place, so that no two detectors claim the same
 * darkness, and none judges a picture that shows nothing.
 *
 * A factor makes one detector milder: the threshold is divided by it, because here less is worse. All
 * others go on judging pictures by the threshold as it is.
 */

type Light = Pick<FrameSignals, 'luma' | 'deviation'>;

/**
 * A covered camera, or no light at all: dark, and nothing stands out. Even here models find faces, in
 * noise. A face or a lamp in a dark room stands out: that is little light, and no blackout.
 */
export function isBlack({ luma, deviation }: Light, factor = 1): boolean {
  const { blackoutLuma, flatDeviation } = config.detectors;
  return luma < blackoutLuma / factor && deviation < flatDeviation;
}

/** Some light, but too little to say who or what is there. */
export function isDim(light: Light, factor = 1): boolean {
  return !isBlack(light) && light.luma < config.detectors.dimLuma / factor;
}

/** Light enough for sharpness to say anything. */
export function isClear({ luma }: Pick<FrameSignals, 'luma'>): boolean {
  return luma >= config.detectors.dimLuma;
}

/**
 * Light enough for a sharp picture, and yet without any edge. Contrast falls with the light, and
 * sharpness, a variance, with its square.
 */
export function isBlurred(picture: Pick<FrameSignals, 'luma' | 'sharpness'>, factor = 1): boolean {
  return isClear(picture) && blurStrength(picture) > factor;
}

/** How many times sharper a picture of this light would have to be. */
export function blurStrength({
  luma,
  sharpness,
}: Pick<FrameSignals, 'luma' | 'sharpness'>): number {
  const { blurredSharpness, clearLuma } = config.detectors;
  return (blurredSharpness * Math.min(1, luma / clearLuma) ** 2) / sharpness;
}

/** Bright and sharp enough to say what is in it, and what not. */
export function isJudgeable(picture: Light & Pick<FrameSignals, 'sharpness'>): boolean {
  return !isBlack(picture) && !isDim(picture) && !isBlurred(picture);
}

/** Nothing moves, not even a camera's own noise. A black picture says nothing about that. */
export function isStill(picture: Light & Pick<FrameSignals, 'difference'>): boolean {
  const { difference } = picture;
  return !isBlack(picture) && difference !== null && difference < config.detectors.frozenDifference;
}
