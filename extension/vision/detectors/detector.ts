import type { Rule, ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import type { Calibration } from '../calibration.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { heldAnew, hold, notHeld, type Held } from '../held.ts';

/** One picture to judge, and by what. */
export interface Sample {
  readonly frame: FrameSignals;
  /** When it was captured. Milliseconds; never less than for the picture before. */
  readonly now: number;
  readonly rule: Rule;
  /** Null: the student was not calibrated, and what is usual for them is learnt from the first seconds. */
  readonly calibration: Calibration | null;
}

/** What a detector says about one picture. */
export interface Step<State> {
  readonly state: State;
  /** How long the signal has held, once that is long enough; else null. Milliseconds. */
  readonly heldMs: number | null;
}

/** Turns signals into violations. Pure: all it remembers is in its state. */
export interface Detector<State> {
  readonly type: ViolationType;
  readonly initial: State;
  step(state: State, sample: Sample): Step<State>;
  /** What held was claimed, and has to hold anew. */
  claimed(state: State, now: number): State;
}

/** Adds one picture to a signal that has to hold for as long as the exam's policy says. */
export function holdByRule(
  state: Held,
  seen: boolean,
  { now, rule }: Pick<Sample, 'now' | 'rule'>,
): Step<Held> {
  const { gapMs, jumpMs } = config.detectors;
  const held = hold(state, seen, now, { heldForMs: rule.heldForMs, gapMs, jumpMs });
  return { state: held.state, heldMs: wholeMs(held.heldMs) };
}

/** A detector of what a single picture shows or does not show. */
export function holding(
  type: ViolationType,
  shows: (frame: FrameSignals) => boolean,
): Detector<Held> {
  return {
    type,
    initial: notHeld,
    step: (state, sample) => holdByRule(state, shows(sample.frame), sample),
    claimed: heldAnew,
  };
}

/** Durations are whole on the wire. Rounded down: nothing has held for longer than it was seen. */
export const wholeMs = (heldMs: number | null) => (heldMs === null ? null : Math.floor(heldMs));
