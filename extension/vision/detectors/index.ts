import { mostStrength, type Policy, type ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import type { Calibration } from '../../sitting/index.ts';
import { Suppression } from '../../suppression.ts';
import type { FrameSignals } from '../frame-signals.ts';
import { atWork, type AtWork } from './at-work.ts';
import { cameraBlackout } from './camera-blackout.ts';
import { gazeAway } from './gaze-away.ts';
import { headTurned } from './head-turned.ts';
import { identityMismatch } from './identity-mismatch.ts';
import { lowLight } from './low-light.ts';
import { multipleFaces } from './multiple-faces.ts';
import { noFace } from './no-face.ts';
import { poorPicture } from './poor-picture.ts';
import type { Doubt, Verdict, Verdicts } from './verdict.ts';

export type { Doubt, Verdict, Verdicts } from './verdict.ts';

/** What an exam's policy says about each violation: whether, for how long, how often, how strictly. */
export type ViolationRules = Policy['violations'];

// The gravest first: they go first where two have held in one picture.
const detectors: readonly (() => AtWork)[] = [
  () => atWork(identityMismatch),
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

/** What has held for long enough and is due to be claimed. */
export interface Seen {
  readonly type: ViolationType;
  /** Whole milliseconds. */
  readonly heldMs: number;
  /** As it is claimed: in hundredths, rounded up. */
  readonly strength: number | null;
}

/** What all detectors say about one picture. */
export interface Look {
  /** One at most: a picture proves one claim, and what else has held goes out with the next one. */
  readonly claim: Seen | null;
  /** Detectors that have switched themselves off with this picture. */
  readonly doubts: readonly Doubt[];
  /** Of every detector that looked. Those that the exam does not ask for, or that are off, are absent. */
  readonly verdicts: Verdicts;
}

/** Always a little more than measured: with this for a factor it would not have been seen. */
const claimedStrength = (strength: number | null) =>
  strength === null ? null : Math.min(mostStrength, Math.floor(strength * 100 + 1) / 100);

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

  /**
   * From the next picture on, head and eyes are judged by this, and neither by what was learnt nor by
   * what they have drifted to. Null: by what the next seconds tell.
   */
  calibrate(calibration: Calibration | null): void {
    this.#calibration = calibration;
  }

  /** These switched themselves off earlier in this attempt, and stay so. */
  switchOff(types: readonly ViolationType[]): void {
    for (const detector of this.#working) if (types.includes(detector.type)) detector.switchOff();
  }

  /**
   * Looks at one picture's signals.
   *
   * @param capturedAt when it was captured, milliseconds
   * @param rules as they are at this moment; they may be others for the next picture
   */
  look(frame: FrameSignals, capturedAt: number, rules: ViolationRules): Look {
    const now = this.#advance(capturedAt);
    let claim: { readonly detector: AtWork; readonly seen: Seen } | null = null;
    const doubts: Doubt[] = [];
    const verdicts: Partial<Record<ViolationType, Verdict>> = {};
    for (const detector of this.#working) {
      const { type } = detector;
      const rule = rules[type];
      const found = detector.look({ frame, now, rule, calibration: this.#calibration });
      if (found === null) continue;
      const { verdict, heldMs, strength, doubt } = found;
      verdicts[type] = verdict;
      if (doubt !== null) doubts.push(doubt);
      const due = heldMs !== null && this.#suppression.freeAt(type, rule.ttlMs) <= now;
      if (due) claim ??= { detector, seen: { type, heldMs, strength: claimedStrength(strength) } };
    }
    if (claim !== null) {
      claim.detector.claimed(now);
      this.#suppression.note(claim.seen.type, now);
    }
    return { claim: claim?.seen ?? null, doubts, verdicts };
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
