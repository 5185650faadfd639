import { z } from 'zod';
import { timerMs, type Values } from './values.ts';

/** Reports: when they are made, and what rendering them may cost. */
export const reportsVariables = {
  /** From the end of an attempt to its report: pictures may still be on their way. Milliseconds. */
  INVIGIL_REPORT_DELAY_MS: timerMs.default(30_000),
  /** From a decision or another change to the report that holds it, milliseconds. */
  INVIGIL_REPORT_AGAIN_MS: timerMs.default(10_000),
  /** Time between two looks for reports that are missing or outdated, milliseconds. */
  INVIGIL_REPORT_SWEEP_MS: timerMs.default(300_000),
  /** Reports that are compared with what they were made of in one such look. */
  INVIGIL_REPORT_COMPARED: z.coerce.number().int().positive().default(200),
  /** Reports that are rendered as a page or a PDF at the same time. */
  INVIGIL_REPORT_RENDERS: z.coerce.number().int().min(1).max(32).default(2),
  /** Longest time to render one, milliseconds. */
  INVIGIL_REPORT_RENDER_MS: timerMs.default(60_000),
};

export const reportsConfig = (env: Values<typeof reportsVariables>) => ({
  reports: {
    delayMs: env.INVIGIL_REPORT_DELAY_MS,
    againMs: env.INVIGIL_REPORT_AGAIN_MS,
    sweepEveryMs: env.INVIGIL_REPORT_SWEEP_MS,
    comparedPerSweep: env.INVIGIL_REPORT_COMPARED,
    renders: {
      atOnce: env.INVIGIL_REPORT_RENDERS,
      timeoutMs: env.INVIGIL_REPORT_RENDER_MS,
    },
  },
});
