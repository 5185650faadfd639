import { z } from 'zod';
import { violationTypeSchema } from './catalogue.ts';
import { idSchema } from './primitives.ts';

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

/** What is judged in another way for one student. */
export const accommodationSchema = z
  .object({ violations: z.partialRecord(violationTypeSchema, accommodatedRuleSchema) })
  .strict();
export type Accommodation = z.infer<typeof accommodationSchema>;

/** By attempt. */
export const accommodationsSchema = z.record(idSchema, accommodationSchema).default({});
