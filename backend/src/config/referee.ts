import { z } from 'zod';
import { luma, milliseconds, timerMs, type Values } from './values.ts';

/** What agents claim, and what comes of it. */
export const refereeVariables = {
  /** How long a claim waits for its evidence, milliseconds. */
  INVIGIL_EVIDENCE_WITHIN_MS: timerMs.default(10_000),
  /** A claim's frame may be this old: an agent that was cut off delivers late, milliseconds. */
  INVIGIL_CLAIM_MAX_AGE_MS: milliseconds.default(10 * 60_000),
  /** A settled claim is remembered this long, so that a repeated upload is told so, milliseconds. */
  INVIGIL_SETTLED_MEMORY_MS: timerMs.default(10 * 60_000),
  /** The ledger forgets an attempt that was quiet for this long, milliseconds. */
  INVIGIL_LEDGER_EXPIRY_MS: milliseconds.default(24 * 3_600_000),
  /** Least time between two warnings to one student, milliseconds. */
  INVIGIL_WARNING_EVERY_MS: milliseconds.default(20_000),
  /** A note may be this old: a calibration comes before the join, and may wait for it, milliseconds. */
  INVIGIL_NOTE_MAX_AGE_MS: milliseconds.default(12 * 3_600_000),
  /** Notes that one attempt may have on record; more are refused. */
  INVIGIL_NOTES_PER_ATTEMPT: z.coerce.number().int().positive().max(10_000).default(100),
  /** A detector that switches itself off takes back what it claimed for this long at most, milliseconds, */
  INVIGIL_DOUBT_REACH_MS: milliseconds.default(20 * 60_000),
  /** or for so many times the calm time that it went by, where that is longer. */
  INVIGIL_DOUBT_REACH_FACTOR: z.coerce.number().min(1).max(20).default(4),
  /** A picture may have been taken this long outside its claim's time, milliseconds. */
  INVIGIL_EVIDENCE_TOLERANCE_MS: milliseconds.default(2_000),
  /** Pictures of one student that proved nothing and are still known again when they are sent anew. */
  INVIGIL_REFUSED_PICTURES_KNOWN: z.coerce.number().int().positive().max(10_000).default(200),
  /** A picture brighter than this is no blackout. Mean of all pixels, 0…255. */
  INVIGIL_BLACKOUT_MAX_LUMA: luma.default(60),
  /** A picture brighter than this does not lack light. Mean of all pixels, 0…255. */
  INVIGIL_LOW_LIGHT_MAX_LUMA: luma.default(110),
  /** A picture darker than this shows no person, whatever is claimed. Mean of all pixels, 0…255. */
  INVIGIL_BLACK_LUMA: luma.default(16),
  /** A picture whose pixels deviate less than this from their mean is flat. Grey levels. */
  INVIGIL_FLAT_DEVIATION: luma.default(8),
  /** A message may be this far ahead of the server's clock, milliseconds. */
  INVIGIL_CLOCK_TOLERANCE_MS: milliseconds.default(2_000),
};

export const refereeConfig = (env: Values<typeof refereeVariables>) => ({
  referee: {
    evidenceWithinMs: env.INVIGIL_EVIDENCE_WITHIN_MS,
    claimMaxAgeMs: env.INVIGIL_CLAIM_MAX_AGE_MS,
    settledMemoryMs: env.INVIGIL_SETTLED_MEMORY_MS,
    ledgerExpiryMs: env.INVIGIL_LEDGER_EXPIRY_MS,
    clockToleranceMs: env.INVIGIL_CLOCK_TOLERANCE_MS,
    evidenceToleranceMs: env.INVIGIL_EVIDENCE_TOLERANCE_MS,
    warningEveryMs: env.INVIGIL_WARNING_EVERY_MS,
    noteMaxAgeMs: env.INVIGIL_NOTE_MAX_AGE_MS,
    notesPerAttempt: env.INVIGIL_NOTES_PER_ATTEMPT,
    doubtReachMs: env.INVIGIL_DOUBT_REACH_MS,
    doubtReachFactor: env.INVIGIL_DOUBT_REACH_FACTOR,
    refusedPicturesKnown: env.INVIGIL_REFUSED_PICTURES_KNOWN,
    plausibility: {
      blackoutMaxLuma: env.INVIGIL_BLACKOUT_MAX_LUMA,
      lowLightMaxLuma: env.INVIGIL_LOW_LIGHT_MAX_LUMA,
      blackLuma: env.INVIGIL_BLACK_LUMA,
      flatDeviation: env.INVIGIL_FLAT_DEVIATION,
    },
  },
});
