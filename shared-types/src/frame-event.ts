import { z } from 'zod';
import { noteTypeSchema } from './notes.ts';
import { countedTypeSchema } from './policy.ts';
import { idSchema, timeSchema } from './primitives.ts';
import { scoreSchema } from './score.ts';
import { technicalTypeSchema } from './technical.ts';

/** What the referee and the witness did, step by step. */
export const frameEventKinds = [
  /** A claim was taken; its evidence is awaited. */
  'claimed',
  /** One of its type counted a moment ago. */
  'suppressed',
  /** A message was not acted upon; `reason` says why. */
  'refused',
  'confirmed',
  'unproven',
  /** Its picture speaks against it; `reason` says how. */
  'rejected',
  /** The student was told. */
  'warned',
  /** The student was not told, because a warning was shown a moment ago. */
  'warning_withheld',
  /** The witness added its picture to an incident, or could not; `reason` says why. */
  'witnessed',
  /** The witness looked unasked. */
  'looked',
  'contradicted',
  'page_event',
  /** Something to know; `type` says what. */
  'noted',
  'technical_began',
  'technical_ended',
  /** A person decided; `reason` is the decision. */
  'reviewed',
  /** The exam's policy was replaced. */
  'policy_changed',
] as const;
export const frameEventKindSchema = z.enum(frameEventKinds);
export type FrameEventKind = z.infer<typeof frameEventKindSchema>;

/** One line of an attempt's log. Append-only; carries identifiers and figures, no personal data. */
export const frameEventSchema = z.object({
  attemptId: idSchema,
  examId: idSchema,
  /** The server's clock. */
  at: timeSchema,
  kind: frameEventKindSchema,
  type: z.union([countedTypeSchema, technicalTypeSchema, noteTypeSchema]).nullable(),
  claimId: z.string().max(64).nullable(),
  incidentId: idSchema.nullable(),
  /** One word for why. */
  reason: z.string().max(60).nullable(),
  /** Figures that the step went by. */
  detail: z.record(
    z.string().max(40),
    z.union([z.number(), z.boolean(), z.string().max(120), z.null()]),
  ),
});
export type FrameEvent = z.infer<typeof frameEventSchema>;

/** One line of `GET /api/attempts/:id/explain`. */
export const explanationLineSchema = z.object({
  at: timeSchema,
  kind: frameEventKindSchema,
  type: frameEventSchema.shape.type,
  claimId: frameEventSchema.shape.claimId,
  incidentId: frameEventSchema.shape.incidentId,
  reason: frameEventSchema.shape.reason,
  detail: frameEventSchema.shape.detail,
  /** The step in plain words. */
  sentence: z.string(),
  /** What it added to the score; null for steps that cannot add. */
  points: z.number().int().nullable(),
  /** The score after it. */
  scoreAfter: z.number().int(),
});
export type ExplanationLine = z.infer<typeof explanationLineSchema>;

/** How an attempt's score came about, line by line, oldest first. */
export const explanationSchema = z.object({
  attemptId: idSchema,
  examId: idSchema,
  score: scoreSchema,
  lines: z.array(explanationLineSchema),
});
export type Explanation = z.infer<typeof explanationSchema>;
