import type { Signals, ViolationType } from '@invigil/shared-types';
import { cameraBlackout } from './camera-blackout.ts';
import type { Detector } from './detector.ts';
import { headTurned } from './head-turned.ts';
import { multipleFaces } from './multiple-faces.ts';
import { noFace } from './no-face.ts';

export interface Seen {
  readonly type: ViolationType;
  readonly heldMs: number;
}

/**
 * All detectors at work, each with its own state.
 *
 * @returns a function that takes one picture's signals and the time it was captured, milliseconds, and
 *   tells which violations have just held for long enough
 */
export function allDetectors(): (signals: Signals, now: number) => Seen[] {
  const working = [run(noFace), run(multipleFaces), run(cameraBlackout), run(headTurned)];
  return (signals, now) => working.flatMap((step) => step(signals, now) ?? []);
}

function run<State>(detector: Detector<State>) {
  let state = detector.initial;
  return (signals: Signals, now: number): Seen | undefined => {
    const step = detector.step(state, signals, now);
    state = step.state;
    return step.seen && { type: detector.type, heldMs: step.seen.heldMs };
  };
}
