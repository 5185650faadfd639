import { config } from '../../config.ts';
import type { FrameSignals } from '../frame-signals.ts';

/*
 * What a picture is good for, from black to clear. One place, so that no two detectors claim the same
 * darkness, and none judges a picture that shows nothing.
 */

type Light = Pick<FrameSignals, 'luma' | 'deviation'>;

/**
 * A covered camera, or no light at all: dark, and nothing stands out. Even here models find faces, in
 * noise. A face or a lamp in a dark room stands out: that is little light, and no blackout.
 */
export function isBlack({ luma, deviation }: Light): boolean {
  const { blackoutLuma, flatDeviation } = config.detectors;
  return luma < blackoutLuma && deviation < flatDeviation;
}

/** Some light, but too little to say who or what is there. */
export function isDim(light: Light): boolean {
  return !isBlack(light) && light.luma < config.detectors.dimLuma;
}

/** Light enough for a sharp picture, and yet without any edge. */
export function isBlurred({ luma, sharpness }: Pick<FrameSignals, 'luma' | 'sharpness'>): boolean {
  return luma >= config.detectors.clearLuma && sharpness < config.detectors.blurredSharpness;
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
