import { z } from 'zod';
import { milliseconds, type Values } from './values.ts';

const factors = z
  .string()
  .transform((list) => list.split(',').map(Number))
  .pipe(z.array(z.number().gt(1).max(10)).min(1).max(20));

/** What reviewers are shown and told, and how students answer. */
export const reviewVariables = {
  /** The same person looking at the same picture again within this time is not put on record anew, milliseconds. */
  INVIGIL_LOOK_AUDIT_MS: milliseconds.default(10 * 60_000),
  /** Looks that are remembered for that; beyond it the oldest are put on record anew. */
  INVIGIL_LOOKS_KNOWN: z.coerce.number().int().positive().default(50_000),
  /** A detector is judged from so many decisions on. */
  INVIGIL_PRECISION_DECISIONS: z.coerce.number().int().positive().default(5),
  /** Of detectors of which people accept a smaller share than this, it is said what would spare them. */
  INVIGIL_PRECISION_DOUBTFUL: z.coerce.number().min(0).max(1).default(0.5),
  /** A suggestion may lose this share of what people accepted. */
  INVIGIL_SUGGESTION_MAY_LOSE: z.coerce.number().min(0).max(1).default(0.1),
  /** Thresholds and holding times are tried so many times as mild, separated by commas. */
  INVIGIL_SUGGESTION_STEPS: factors.default([1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4]),
  /** Appeals of one student that are written down, or changed, in a minute; more are refused. */
  INVIGIL_APPEALS_PER_MINUTE: z.coerce.number().int().positive().default(30),
  /** Receipts and their pictures that one student asks for in a minute; more are refused. */
  INVIGIL_RECEIPT_READS_PER_MINUTE: z.coerce.number().int().positive().default(600),
};

export const reviewConfig = (env: Values<typeof reviewVariables>) => ({
  looks: { auditEveryMs: env.INVIGIL_LOOK_AUDIT_MS, known: env.INVIGIL_LOOKS_KNOWN },
  precision: {
    decisions: env.INVIGIL_PRECISION_DECISIONS,
    doubtful: env.INVIGIL_PRECISION_DOUBTFUL,
    mayLose: env.INVIGIL_SUGGESTION_MAY_LOSE,
    steps: env.INVIGIL_SUGGESTION_STEPS,
  },
  receipts: {
    appealsPerMinute: env.INVIGIL_APPEALS_PER_MINUTE,
    readsPerMinute: env.INVIGIL_RECEIPT_READS_PER_MINUTE,
  },
});
