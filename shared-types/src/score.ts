import { z } from 'zod';
import { bandCaps, bands, catalogue, violationTypes, type Band } from './catalogue.ts';
import type { ViolationType } from './catalogue.ts';

/** How many violations of each type count. A type that is absent counts as none. */
export type ViolationCounts = Readonly<Partial<Record<ViolationType, number>>>;

export const levels = ['clear', 'look', 'likely', 'severe'] as const;
export const levelSchema = z.enum(levels);
export type Level = z.infer<typeof levelSchema>;

/** The highest score that still belongs to the level; above the last one it is severe. */
const levelCeilings = { clear: 15, look: 40, likely: 70 } as const;

export interface BandScore {
  readonly band: Band;
  /** Weight × count, summed over the band's violations. */
  readonly sum: number;
  /** What the band adds to the score: `sum`, but never more than the band's cap. */
  readonly counted: number;
}

export interface Score {
  /** 0 (nothing seen) to 100. */
  readonly value: number;
  readonly level: Level;
  readonly bands: readonly BandScore[];
}

/**
 * The score of an attempt: min(100, Σ over bands of min(cap, Σ weight × count)).
 * Pure, independent of order, never smaller for more violations; each band's share is capped, so
 * that many small things never add up to one grave thing.
 *
 * @param counts whole numbers ≥ 0
 */
export function score(counts: ViolationCounts): Score {
  const perBand = bands.map((band): BandScore => {
    const sum = violationTypes
      .filter((type) => catalogue[type].band === band)
      .reduce((total, type) => total + catalogue[type].weight * (counts[type] ?? 0), 0);
    return { band, sum, counted: Math.min(bandCaps[band], sum) };
  });
  const value = Math.min(
    100,
    perBand.reduce((total, { counted }) => total + counted, 0),
  );
  return { value, level: levelOf(value), bands: perBand };
}

/** The level a score of 0…100 belongs to. */
export function levelOf(value: number): Level {
  if (value <= levelCeilings.clear) return 'clear';
  if (value <= levelCeilings.look) return 'look';
  if (value <= levelCeilings.likely) return 'likely';
  return 'severe';
}
