import type { Rule, Signals, ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { heldAnew, hold, notHeld, type Held } from '../held.ts';

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
  /** @param now when the picture was captured, milliseconds */
  step(state: State, signals: Signals, now: number, rule: Rule): Step<State>;
  /** What held was claimed, and has to hold anew. */
  claimed(state: State, now: number): State;
}

/** Adds one picture to a signal that has to hold for as long as the exam's policy says. */
export function holdByRule(
  state: Held,
  seen: boolean,
  now: number,
  { heldForMs }: Pick<Rule, 'heldForMs'>,
): Step<Held> {
  const { gapMs, jumpMs } = config.detectors;
  const held = hold(state, seen, now, { heldForMs, gapMs, jumpMs });
  return { state: held.state, heldMs: wholeMs(held.heldMs) };
}

/** A detector of what a single picture shows or does not show. */
export function holding(type: ViolationType, shows: (signals: Signals) => boolean): Detector<Held> {
  return {
    type,
    initial: notHeld,
    step: (state, signals, now, rule) => holdByRule(state, shows(signals), now, rule),
    claimed: heldAnew,
  };
}

/** Durations are whole on the wire. Rounded down: nothing has held for longer than it was seen. */
export const wholeMs = (heldMs: number | null) => (heldMs === null ? null : Math.floor(heldMs));
