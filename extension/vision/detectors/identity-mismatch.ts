import { catalogue } from '@invigil/shared-types';
import { config } from '../../config.ts';
import { shows, wholeMs, type Detector } from './detector.ts';

/** A picture whose face was compared with the one at the start. */
interface Check {
  readonly at: number;
  /** Cosine distance. */
  readonly distance: number;
}

export interface IdentityMismatch {
  /** The latest, the oldest first; as many as the catalogue asks for. */
  readonly checks: readonly Check[];
}

const { failed, of } = catalogue.identity_mismatch.checks ?? { failed: 3, of: 5 };

/**
 * Another face than at the start, in most of the latest checks. Single checks decide and not a time: a
 * picture that was not compared changes nothing. It is claimed of a picture that fails by itself, so
 * that the evidence shows whom it is about.
 *
 * A factor multiplies the distance from which on a face is another one. What is measured between
 * different people is its upper end, because a factor beyond would be a detector that is silently off;
 * and a factor below 1 does not count, because the student would be another person in poor light.
 */
export const identityMismatch: Detector<IdentityMismatch> = {
  type: 'identity_mismatch',
  initial: { checks: [] },
  step(state, { frame, now, rule }) {
    const { identity: distance } = frame;
    if (distance === null) return { state, verdict: 'unsure', heldMs: null, strength: null };
    const { forgetMs, mostDistance } = config.detectors.identity;
    const before = now - (state.checks.at(-1)?.at ?? now) > forgetMs ? [] : state.checks;
    const checks = [...before, { at: now, distance }].slice(-of);
    const different = Math.min(
      mostDistance,
      config.identity.differentFrom * Math.max(1, rule.thresholdFactor),
    );
    const failing = checks.filter((check) => check.distance > different);
    const isOther = distance > different;
    const holds = isOther && failing.length >= failed;
    return {
      state: { checks },
      verdict: shows(isOther),
      heldMs: wholeMs(holds ? now - (failing[0]?.at ?? now) : null),
      // Beyond the distance up to which factors reach it shows with every factor.
      strength: distance > mostDistance ? Infinity : distance / config.identity.differentFrom,
    };
  },
  claimed: () => ({ checks: [] }),
};
