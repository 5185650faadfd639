import { catalogue, type Signals, type ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { hold, type Held } from '../held.ts';

/** What a detector says about one picture. */
export interface Step<State> {
  readonly state: State;
  /** The signal has held for long enough. It is a claim unless one of its type is still suppressed. */
  readonly seen?: { readonly heldMs: number };
}

/** Turns signals into violations. Pure: all it remembers is in its state. */
export interface Detector<State> {
  readonly type: ViolationType;
  readonly initial: State;
  /** @param now when the picture was captured, milliseconds */
  step(state: State, signals: Signals, now: number): Step<State>;
}

/** Adds one picture to a signal that has to hold for as long as the catalogue says. */
export function holdForCatalogue(
  type: ViolationType,
  state: Held,
  seen: boolean,
  now: number,
): Step<Held> {
  const { heldForMs } = catalogue[type];
  const { gapMs, jumpMs } = config.detectors;
  const held = hold(state, seen, now, { heldForMs, gapMs, jumpMs });
  return held.heldMs === null
    ? { state: held.state }
    : { state: held.state, seen: { heldMs: Math.round(held.heldMs) } };
}
