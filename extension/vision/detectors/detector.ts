import { longestDurationMs, type ViolationRule, type ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import type { Calibration } from '../../sitting/index.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { heldAnew, hold, notHeld, type Held, type HoldRules } from '../held.ts';
import type { Verdict } from './verdict.ts';

/** One picture to judge, and by what. */
export interface Sample {
  readonly frame: FrameSignals;
  /** When it was captured. Milliseconds; never less than for the picture before. */
  readonly now: number;
  readonly rule: ViolationRule;
  /** Null: the student was not calibrated, and what is usual for them is learnt from the first seconds. */
  readonly calibration: Calibration | null;
}

/** What came of holding a signal to its time. */
export interface Holding<State> {
  readonly state: State;
  readonly verdict: Verdict;
  /** How long the signal has held, once that is long enough; else null. Milliseconds. */
  readonly heldMs: number | null;
}

/** What a detector says about one picture. */
export interface Step<State> extends Holding<State> {
  /**
   * How strong it is in this picture, as a multiple of the threshold at a factor of 1: whatever is stronger
   * than the factor shows. Null where nobody can tell, or there is no threshold.
   */
  readonly strength: number | null;
}

/** Turns signals into violations. Pure: all it remembers is in its state. */
export interface Detector<State> {
  readonly type: ViolationType;
  readonly initial: State;
  step(state: State, sample: Sample): Step<State>;
  /** What held was claimed, and has to hold anew. */
  claimed(state: State, now: number): State;
}

/** How a signal has to hold, for as long as the exam's policy says. */
export function holdRules(heldForMs: number): HoldRules {
  const { gapMs, gapSamples, jumpMs } = config.detectors;
  return { heldForMs, gapMs, gapSamples, jumpMs };
}

/** Adds one picture to a signal that has to hold. What is not sure does not. */
export function holdByRule(
  state: Held,
  verdict: Verdict,
  { now, rule }: Pick<Sample, 'now' | 'rule'>,
): Holding<Held> {
  const held = hold(state, verdict === 'shows', now, holdRules(rule.heldForMs));
  return { state: held.state, verdict, heldMs: wholeMs(held.heldMs) };
}

/** A detector of what a single picture shows or does not show, and how strongly. */
export function holding(
  type: ViolationType,
  judge: (frame: FrameSignals, factor: number) => Verdict,
  strengthIn: (frame: FrameSignals) => number | null,
): Detector<Held> {
  return {
    type,
    initial: notHeld,
    step(state, sample) {
      const verdict = judge(sample.frame, sample.rule.thresholdFactor);
      return { ...holdByRule(state, verdict, sample), strength: strengthIn(sample.frame) };
    },
    claimed: heldAnew,
  };
}

export const shows = (isSeen: boolean): Verdict => (isSeen ? 'shows' : 'clear');

/**
 * Durations are whole on the wire, and a day at most. Rounded down: nothing has held for longer than it
 * was seen.
 */
export const wholeMs = (heldMs: number | null) =>
  heldMs === null ? null : Math.min(longestDurationMs, Math.floor(heldMs));
