import { z } from 'zod';
import { bands, type Band } from './catalogue.ts';
import { bandOf, countedTypes, defaultPolicy, weightOf } from './policy.ts';
import type { CountedType, Policy } from './policy.ts';

/** How many of each type count. A type that is absent counts as none. */
export type Counts = Readonly<Partial<Record<CountedType, number>>>;

export const levels = ['clear', 'look', 'likely', 'severe'] as const;
export const levelSchema = z.enum(levels);
export type Level = z.infer<typeof levelSchema>;

export const scoreSchema = z.object({
  /** 0 (nothing seen) to 100. */
  value: z.number().int().min(0).max(100),
  level: levelSchema,
  /** The version of the exam's policy under which it was made. */
  policyVersion: z.number().int().min(1),
  bands: z.array(
    z.object({
      band: z.enum(bands),
      /** Weight × count, summed over what belongs to the band. */
      sum: z.number().int().nonnegative(),
      /** What the band adds to the score: `sum`, but never more than its cap. */
      counted: z.number().int().nonnegative(),
    }),
  ),
});
export type Score = z.infer<typeof scoreSchema>;
export type BandScore = Score['bands'][number];

/**
 * The score of an attempt: min(100, Σ over bands of min(cap, Σ weight × count)).
 * Pure, independent of order, never smaller for more; each band's share is capped, so that many small
 * things never add up to one grave thing.
 *
 * @param counts whole numbers ≥ 0
 */
export function score(counts: Counts, policy: Policy = defaultPolicy): Score {
  const perBand = bands.map((band) => bandScore(band, counts, policy));
  const value = Math.min(
    100,
    perBand.reduce((total, { counted }) => total + counted, 0),
  );
  return { value, level: levelOf(value, policy), policyVersion: policy.version, bands: perBand };
}

function bandScore(band: Band, counts: Counts, policy: Policy): BandScore {
  const sum = countedTypes
    .filter((type) => bandOf(type) === band)
    .reduce((total, type) => total + weightOf(type, policy) * (counts[type] ?? 0), 0);
  return { band, sum, counted: Math.min(policy.caps[band], sum) };
}

/** The level a score of 0…100 belongs to. */
export function levelOf(value: number, policy: Policy = defaultPolicy): Level {
  if (value <= policy.levels.clear) return 'clear';
  if (value <= policy.levels.look) return 'look';
  if (value <= policy.levels.likely) return 'likely';
  return 'severe';
}
