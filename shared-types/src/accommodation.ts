import { z } from 'zod';
import { violationTypeSchema } from './catalogue.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';

/** The mildest that an accommodation may make one rule. */
export const accommodationFactors = { threshold: 3, heldFor: 4 } as const;

/** How one detector judges one student. It only ever becomes milder. */
export const accommodatedRuleSchema = z
  .object({
    /** It is not looked for. */
    off: z.boolean().default(false),
    /** The threshold is multiplied by it. */
    thresholdFactor: z.number().min(1).max(accommodationFactors.threshold).default(1),
    /** The holding time is multiplied by it. */
    heldForFactor: z.number().min(1).max(accommodationFactors.heldFor).default(1),
  })
  .strict();
export type AccommodatedRule = z.infer<typeof accommodatedRuleSchema>;

/** Longest extra time, and the longest breaks together, that an accommodation may give. Milliseconds. */
export const longestAccommodationMs = 8 * 3_600_000;

/** What is different for one student, from before the exam: never an incident, and never told to others. */
export const accommodationSchema = z
  .object({
    violations: z.partialRecord(violationTypeSchema, accommodatedRuleSchema).default({}),
    /** Time beyond the exam's end, milliseconds. */
    extraTimeMs: durationSchema.max(longestAccommodationMs).default(0),
    /** Breaks that the student takes by themselves, all together; nothing is judged meanwhile. Milliseconds. */
    breakMs: durationSchema.max(longestAccommodationMs).default(0),
    /** Why, for the record. Those from before reasons were asked for have none. */
    reason: z.string().trim().max(500).default(''),
    /** Null for those from before this was kept. */
    granted: z
      .object({ byStaffId: idSchema, byName: z.string(), at: timeSchema })
      .nullable()
      .default(null),
  })
  .strict();
export type Accommodation = z.infer<typeof accommodationSchema>;

/** By attempt. */
export const accommodationsSchema = z.record(idSchema, accommodationSchema).default({});

/**
 * `PUT /api/attempts/:attemptId/accommodation`: grants it, or with null takes it back. Who granted it, and
 * when, is for the server to fill in. Answers with the `rosterEntry`.
 */
export const accommodationRequestSchema = z.object({
  accommodation: accommodationSchema
    .omit({ granted: true })
    .extend({ reason: z.string().trim().min(1).max(500) })
    .nullable(),
});
export type AccommodationRequest = z.input<typeof accommodationRequestSchema>;
