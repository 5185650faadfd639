import { median } from './rate.ts';

/** One measure of a student who looks at their screen, learnt from the first seconds. */
export interface Neutral {
  readonly samples: readonly number[];
  readonly startedAt: number;
  readonly lastAt: number;
  /** To subtract from what is measured. 0 until it is known. */
  readonly offset: number;
  readonly known: boolean;
}

export interface NeutralRules {
  /** How long it is measured. Milliseconds. */
  readonly ms: number;
  /** Fewest pictures for it. */
  readonly samples: number;
  /** The most that the offset may be. */
  readonly limit: number;
  /** Beyond this it is refused and measured anew. */
  readonly refused: number;
  /** Pictures further apart than this say nothing about the time between. Milliseconds. */
  readonly jumpMs: number;
}

export const unknownNeutral: Neutral = {
  samples: [],
  startedAt: -Infinity,
  lastAt: -Infinity,
  offset: 0,
  known: false,
};

/**
 * Learns from one picture of a single face. Cameras stand beside screens and eyes differ: both shift
 * what is measured. Somebody who looks away from the start must not become neutral, so the offset is
 * bounded, and a large one is refused and measured anew. A jump of the clock begins anew, too.
 */
export function learnNeutral(
  state: Neutral,
  value: number,
  now: number,
  rules: NeutralRules,
): Neutral {
  if (state.known) return state;
  const elapsed = now - state.lastAt;
  const goesOn = elapsed >= 0 && elapsed <= rules.jumpMs;
  const startedAt = goesOn ? state.startedAt : now;
  const samples = goesOn ? [...state.samples, value] : [value];
  if (now - startedAt < rules.ms || samples.length < rules.samples) {
    return { ...unknownNeutral, samples, startedAt, lastAt: now };
  }
  const middle = median(samples);
  if (Math.abs(middle) > rules.refused) return unknownNeutral;
  const offset = Math.max(-rules.limit, Math.min(rules.limit, middle));
  return { ...unknownNeutral, offset, known: true };
}
