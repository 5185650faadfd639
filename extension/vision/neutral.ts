import { median } from './rate.ts';

/** Where one student's head points when they look at their screen, learnt from the first seconds. */
export interface Neutral {
  readonly samples: readonly number[];
  readonly startedAt: number | null;
  /** Degrees to subtract from a yaw. 0 until it is known. */
  readonly offset: number;
  readonly known: boolean;
}

export interface NeutralRules {
  readonly neutralMs: number;
  readonly neutralSamples: number;
  readonly neutralLimit: number;
  readonly neutralRefused: number;
}

export const unknownNeutral: Neutral = { samples: [], startedAt: null, offset: 0, known: false };

/**
 * Learns from one picture of a single face. Cameras stand beside screens, and faces sit at the picture's
 * edge: both shift a yaw by some degrees. Somebody who looks away from the start must not become
 * neutral, so the offset is bounded, and a large one is refused and measured anew.
 */
export function learnNeutral(
  state: Neutral,
  yaw: number,
  now: number,
  rules: NeutralRules,
): Neutral {
  if (state.known) return state;
  const startedAt = state.startedAt ?? now;
  const samples = [...state.samples, yaw];
  if (now - startedAt < rules.neutralMs || samples.length < rules.neutralSamples) {
    return { ...state, samples, startedAt };
  }
  const middle = median(samples);
  if (Math.abs(middle) > rules.neutralRefused) return unknownNeutral;
  const offset = Math.max(-rules.neutralLimit, Math.min(rules.neutralLimit, middle));
  return { samples: [], startedAt, offset, known: true };
}
