import { z } from 'zod';
import { policySchema } from './policy.ts';
import { idSchema, timeSchema } from './primitives.ts';

/**
 * A match pattern as browsers' extensions use it: scheme, host, path, `*` as a wildcard
 * (https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns).
 * Patterns that name no host are refused: an agent must never watch every page.
 */
export const matchPatternSchema = z
  .string()
  .max(500)
  .regex(/^https?:\/\/(\*\.)?[^*/\s]+\/\S*$/, 'not a match pattern with a host of its own');

export const examSchema = z.object({
  id: idSchema,
  title: z.string().min(1).max(200),
  opensAt: timeSchema,
  closesAt: timeSchema,
  /** IANA name; times of this exam are shown in it. */
  timeZone: z.string().min(1).max(60),
  /** Where the student goes once everything is ready. */
  quizUrl: z.url().max(2000),
  /** Pages on which the agent attaches itself. */
  quizPatterns: z.array(matchPatternSchema).min(1).max(20),
  /** Pages that mean "handed in". They win over `quizPatterns`. */
  finishPatterns: z.array(matchPatternSchema).max(20),
  /** Days after which pictures and events of this exam are deleted. */
  retentionDays: z.number().int().min(1).max(3650),
  /** Whom a student can ask: a name, an address, a telephone number. */
  contact: z.string().min(1).max(200),
  /** How incidents of this exam are judged. */
  policy: policySchema.prefault({}),
});
export type Exam = z.infer<typeof examSchema>;

/** One line of the list of exams that staff see. */
export const examSummarySchema = examSchema
  .pick({ id: true, title: true, opensAt: true, closesAt: true, timeZone: true })
  .extend({
    /** Students on the roster. */
    invited: z.number().int().nonnegative(),
    /** Students connected at this moment. */
    here: z.number().int().nonnegative(),
  });
export type ExamSummary = z.infer<typeof examSummarySchema>;
