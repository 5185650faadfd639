import { z } from 'zod';
import type { recordsVariables } from './records.ts';
import type { refereeVariables } from './referee.ts';
import { luma, milliseconds, timerMs, type Values } from './values.ts';

/** The server's own looks at the video. */
export const witnessVariables = {
  /** Stills per second, of all students together. More students are looked at less often. */
  INVIGIL_WITNESS_STILLS_PER_SECOND: z.coerce.number().positive().max(100).default(8),
  /** Mean time between two looks at one student, milliseconds. */
  INVIGIL_WITNESS_INTERVAL_MS: timerMs.default(30_000),
  /** After a look that contradicts the agent: longest time to the second, milliseconds. */
  INVIGIL_WITNESS_FOLLOW_UP_MS: timerMs.default(4_000),
  /** Reports this close to a look tell what the agent said about that moment, milliseconds. */
  INVIGIL_WITNESS_REPORT_WINDOW_MS: timerMs.default(3_000),
  /** Longest time to count the faces of one still, milliseconds. */
  INVIGIL_WITNESS_COUNT_TIMEOUT_MS: timerMs.default(2_000),
  /** Faces that the witness is less sure of do not count. 0…1. */
  INVIGIL_WITNESS_FACE_SCORE: z.coerce.number().min(0.1).max(0.99).default(0.65),
  /** Where the witness is sure of no face, one that it is this sure of counts: turned aside, say. 0…1. */
  INVIGIL_WITNESS_DOUBTFUL_FACE_SCORE: z.coerce.number().min(0.1).max(0.99).default(0.4),
  /** In a darker picture the witness does not say that nobody is there. Mean of all pixels, 0…255. */
  INVIGIL_WITNESS_DIM_LUMA: luma.default(35),
  /**
   * In a more blurred picture neither. Variance of the Laplacian of the reduced grey picture. The seams of
   * the video's blocks alone make 4 in a picture without any edge; a bare wall measures 20.
   */
  INVIGIL_WITNESS_BLURRED_SHARPNESS: z.coerce.number().min(0).default(8),
  /** A face that an agent told as background may lie this far from it: shares of its box's side. */
  INVIGIL_WITNESS_BACKGROUND_SHIFT: z.coerce.number().min(0.05).max(1).default(0.4),
  /** And may be so many times larger or smaller, each side by itself. */
  INVIGIL_WITNESS_BACKGROUND_SCALE: z.coerce.number().min(1).max(3).default(1.7),
  /** All that may be left out as background together, as a share of the picture. */
  INVIGIL_WITNESS_BACKGROUND_AREA: z.coerce.number().min(0).max(0.5).default(0.1),
  /** Two stills that differ less than this show a picture that stands still. Mean grey levels. */
  INVIGIL_WITNESS_FROZEN_DIFFERENCE: z.coerce.number().min(0).max(10).default(0.3),
  /** Two stills are compared for that only where so much time lies between them, milliseconds. */
  INVIGIL_WITNESS_FROZEN_AFTER_MS: timerMs.default(5_000),
  /** A contradiction of one kind is not reported again for this long, milliseconds. */
  INVIGIL_WITNESS_QUIET_MS: timerMs.default(120_000),
  /** Only this long after its frame does a confirmed violation get a picture of its moment, milliseconds. */
  INVIGIL_WITNESS_PICTURE_WITHIN_MS: milliseconds.default(10_000),
  /** Newest stills that are kept for the wall, one for each student. */
  INVIGIL_WITNESS_STILLS_KEPT: z.coerce.number().int().positive().default(2_000),
  /** Longest time to load the face counter's model, milliseconds. */
  INVIGIL_WITNESS_COUNTER_START_MS: timerMs.default(15_000),
  /** Where the face counter could not start: time to the next try, milliseconds. */
  INVIGIL_WITNESS_COUNTER_RETRY_MS: timerMs.default(60_000),
};

export const witnessConfig = (
  env: Values<typeof witnessVariables & typeof refereeVariables & typeof recordsVariables>,
) => ({
  witness: {
    stillsPerSecond: env.INVIGIL_WITNESS_STILLS_PER_SECOND,
    intervalMs: env.INVIGIL_WITNESS_INTERVAL_MS,
    followUpMs: env.INVIGIL_WITNESS_FOLLOW_UP_MS,
    reportWindowMs: env.INVIGIL_WITNESS_REPORT_WINDOW_MS,
    countTimeoutMs: env.INVIGIL_WITNESS_COUNT_TIMEOUT_MS,
    faceScore: env.INVIGIL_WITNESS_FACE_SCORE,
    doubtfulFaceScore: env.INVIGIL_WITNESS_DOUBTFUL_FACE_SCORE,
    dimLuma: env.INVIGIL_WITNESS_DIM_LUMA,
    blurredSharpness: env.INVIGIL_WITNESS_BLURRED_SHARPNESS,
    backgroundShift: env.INVIGIL_WITNESS_BACKGROUND_SHIFT,
    backgroundScale: env.INVIGIL_WITNESS_BACKGROUND_SCALE,
    backgroundArea: env.INVIGIL_WITNESS_BACKGROUND_AREA,
    frozenDifference: env.INVIGIL_WITNESS_FROZEN_DIFFERENCE,
    frozenAfterMs: env.INVIGIL_WITNESS_FROZEN_AFTER_MS,
    quietMs: env.INVIGIL_WITNESS_QUIET_MS,
    pictureWithinMs: env.INVIGIL_WITNESS_PICTURE_WITHIN_MS,
    stillsKept: env.INVIGIL_WITNESS_STILLS_KEPT,
    counterStartMs: env.INVIGIL_WITNESS_COUNTER_START_MS,
    counterRetryMs: env.INVIGIL_WITNESS_COUNTER_RETRY_MS,
    blackLuma: env.INVIGIL_BLACK_LUMA,
    flatDeviation: env.INVIGIL_FLAT_DEVIATION,
    maxPixels: env.INVIGIL_EVIDENCE_MAX_PIXELS,
    quality: env.INVIGIL_EVIDENCE_QUALITY,
  },
});
