import type { Policy, ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { Suppression } from '../../suppression.ts';
import type { Calibration } from '../calibration.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { cameraBlackout } from './camera-blackout.ts';
import type { Detector, Sample } from './detector.ts';
import { gazeAway } from './gaze-away.ts';
import { headTurned } from './head-turned.ts';
import { lowLight } from './low-light.ts';
import { multipleFaces } from './multiple-faces.ts';
import { noFace } from './no-face.ts';
import { poorPicture } from './poor-picture.ts';

/** What an exam's policy says about each violation: whether, for how long, how often. */
export type ViolationRules = Policy['violations'];

// The gravest first: they go first where two have held in one picture.
const detectors: readonly (() => AtWork)[] = [
  () => atWork(multipleFaces),
  () => atWork(noFace),
  () => atWork(cameraBlackout),
  () => atWork(headTurned),
  () => atWork(gazeAway),
  () => atWork(lowLight),
  () => atWork(poorPicture),
];

/** What this agent can see; nothing else of the catalogue is looked for, whatever a policy enables. */
export const detectedTypes: readonly ViolationType[] = detectors.map((start) => start().type);

export interface Seen {
  readonly type: ViolationType;
  readonly heldMs: number;
}

/** All detectors at work, each with its own state. */
export class Detectors {
  readonly #working = detectors.map((start) => start());
  readonly #suppression: Suppression<ViolationType>;
  #calibration: Calibration | null = null;
  /** Runs with the pictures, and never back. Milliseconds. */
  #clock = 0;
  #lastAt: number | null = null;

  /** @param suppressionMarginMs claims wait this much longer than the server's own suppression */
  constructor(suppressionMarginMs: number) {
    this.#suppression = new Suppression(suppressionMarginMs);
  }

  /** From the next picture on, head and eyes are judged by this and not by what was learnt. */
  calibrate(calibration: Calibration): void {
    this.#calibration = calibration;
  }

  /**
   * Looks at one picture's signals.
   *
   * @param capturedAt when it was captured, milliseconds
   * @param rules as they are at this moment; they may be others for the next picture
   * @returns what has held for long enough and is due to be claimed. One at most: a picture proves one
   *   claim, and what else has held goes out with the next one, a moment later.
   */
  look(frame: FrameSignals, capturedAt: number, rules: ViolationRules): Seen | null {
    const now = this.#advance(capturedAt);
    let claim: { readonly detector: AtWork; readonly seen: Seen } | null = null;
    for (const detector of this.#working) {
      const { type } = detector;
      const rule = rules[type];
      const heldMs = detector.step({ frame, now, rule, calibration: this.#calibration });
      const due = heldMs !== null && this.#suppression.freeAt(type, rule.ttlMs) <= now;
      if (due) claim ??= { detector, seen: { type, heldMs } };
    }
    if (claim === null) return null;
    claim.detector.claimed(now);
    this.#suppression.note(claim.seen.type, now);
    return claim.seen;
  }

  /**
   * A clock that was set back is a gap of unknown length: what has held begins anew, and nothing is
   * suppressed for the time that then comes twice.
   */
  #advance(capturedAt: number): number {
    const elapsed = this.#lastAt === null ? 0 : capturedAt - this.#lastAt;
    this.#lastAt = capturedAt;
    this.#clock += elapsed >= 0 ? elapsed : config.detectors.jumpMs + 1;
    return this.#clock;
  }
}

interface AtWork {
  readonly type: ViolationType;
  /** @returns how long the signal has held, once that is long enough; else null */
  step(sample: Sample): number | null;
  claimed(now: number): void;
}

function atWork<State>(detector: Detector<State>): AtWork {
  let state = detector.initial;
  return {
    type: detector.type,
    step(sample) {
      if (!sample.rule.enabled) {
        // Switched on again, it begins with what is seen then.
        state = detector.initial;
        return null;
      }
      const step = detector.step(state, sample);
      state = step.state;
      return step.heldMs;
    },
    claimed(now) {
      state = detector.claimed(state, now);
    },
  };
}
