import { defaultPolicy, type ViolationType } from '@invigil/shared-types';
import { Detectors, type Seen, type ViolationRules } from '../detectors/index.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { head, nobody, twoFaces } from './frames.ts';

export const rules = defaultPolicy.violations;
export const marginMs = 500;

export interface Sighting extends Seen {
  readonly at: number;
}

/** Shows the same signals for a while, five times a second; gives back what was claimed, and when. */
export function show(
  detectors: Detectors,
  frame: FrameSignals,
  from: number,
  forMs: number,
  by: ViolationRules = rules,
): Sighting[] {
  const seen: Sighting[] = [];
  for (let at = from; at <= from + forMs; at += 200) {
    const { claim } = detectors.look(frame, at, by);
    if (claim !== null) seen.push({ ...claim, at });
  }
  return seen;
}

/** What was claimed, each once. */
export const typesOf = (seen: readonly { readonly type: ViolationType }[]) => [
  ...new Set(seen.map(({ type }) => type)),
];
/** Detectors that have seen nothing yet. */
export const fresh = () => new Detectors(marginMs);
/** The usual rules, but for one. */
export const ruleFor = (type: ViolationType, change: Partial<ViolationRules[ViolationType]>) => ({
  ...rules,
  [type]: { ...rules[type], ...change },
});

/** Every violation that is detected, and signals that show it. */
export const sights: readonly [ViolationType, Partial<FrameSignals>][] = [
  ['no_face', nobody],
  ['multiple_faces', twoFaces],
  ['camera_blackout', { luma: 3, deviation: 2 }],
  ['head_turned', head({ yaw: 45 })],
  ['head_turned', head({ yaw: -45 })],
  ['gaze_away', head({ x: 0.6 })],
  ['gaze_away', head({ x: -0.6 })],
  ['gaze_away', head({ y: -0.5 })],
  ['low_light', { luma: 25 }],
  ['poor_picture', { sharpness: 1.2 }],
];
