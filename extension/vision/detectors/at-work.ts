import {
  calmForMs,
  doubtfulShare,
  selfDoubtingTypes,
  type ViolationType,
} from '@invigil/shared-types';
import { config } from '../../config.ts';
import { doubt, noDoubt, type Doubted } from '../self-doubt.ts';
import { isCalm } from './calm.ts';
import { holdRules, type Detector, type Sample } from './detector.ts';
import type { Doubt, Verdict } from './verdict.ts';

/** What a detector at work says about one picture. */
export interface Finding {
  readonly verdict: Verdict;
  /** How long its signal has held, once that is long enough; else null. Milliseconds. */
  readonly heldMs: number | null;
  /** As in `Step`. */
  readonly strength: number | null;
  /** It has switched itself off with this picture. */
  readonly doubt: Doubt | null;
}

/** A detector with what it remembers. */
export interface AtWork {
  readonly type: ViolationType;
  /** @returns null where it does not look: the exam does not ask for it, or it is off for this attempt */
  look(sample: Sample): Finding | null;
  claimed(now: number): void;
  /** It stays off. */
  switchOff(): void;
}

export function atWork<State>(detector: Detector<State>): AtWork {
  const { type } = detector;
  const mayDoubt = selfDoubtingTypes.includes(type);
  let state = detector.initial;
  let record = noDoubt;
  let isOff = false;

  function inDoubt({ frame, now, rule }: Sample, verdict: Verdict): Doubted | null {
    if (!mayDoubt) return null;
    const picture = { shows: verdict === 'shows', isCalm: isCalm(type, frame, verdict), now };
    const { bucketMs } = config.detectors.selfDoubt;
    const rules = { ...holdRules(rule.heldForMs), calmForMs, doubtfulShare, bucketMs };
    const step = doubt(record, picture, rules);
    record = step.state;
    return step.doubted;
  }

  return {
    type,
    look(sample) {
      if (isOff || !sample.rule.enabled) {
        // Switched on again, it begins with what is seen then.
        state = detector.initial;
        record = noDoubt;
        return null;
      }
      const step = detector.step(state, sample);
      state = step.state;
      // Nobody looked closely: it has said nothing that could be wrong.
      const doubted = sample.frame.look === 'glance' ? null : inDoubt(sample, step.verdict);
      const { verdict, heldMs, strength } = step;
      if (doubted === null) return { verdict, heldMs, strength, doubt: null };
      isOff = true;
      return { verdict, heldMs: null, strength, doubt: { type, ...doubted } };
    },
    claimed(now) {
      state = detector.claimed(state, now);
    },
    switchOff() {
      isOff = true;
    },
  };
}
