import { z } from 'zod';
import { attemptBriefSchema } from './attempt-brief.ts';
import { attemptSchema } from './attempt.ts';
import { incidentSchema } from './incident.ts';
import { pageOf } from './paging.ts';
import { countedTypeSchema, policySchema } from './policy.ts';
import { idSchema, timeSchema } from './primitives.ts';
import { levelSchema } from './score.ts';
import { appealSchema } from './student.ts';

/** One student in the queue of an exam's reviewers. */
export const reviewItemSchema = z.object({
  attempt: attemptBriefSchema.extend({ room: attemptSchema.shape.room }),
  score: z.number().int().min(0).max(100),
  level: levelSchema,
  /** Incidents that a person can decide on. */
  incidents: z.number().int().nonnegative(),
  /** Those of them on which nobody has decided, or not enough people. */
  open: z.number().int().nonnegative(),
  /** Those on which whoever asks can still say something that counts: not the ones they voted on already. */
  openForMe: z.number().int().nonnegative(),
  /** Those of them of which the witness's picture speaks against the agent, or people do not agree. */
  disputed: z.number().int().nonnegative(),
  /** Appeals that nobody has answered. */
  appeals: z.number().int().nonnegative(),
  technical: z.number().int().nonnegative(),
});
export type ReviewItem = z.infer<typeof reviewItemSchema>;

/**
 * `GET /api/exams/:examId/reviews?cursor&limit`: what deserves a look first. Unanswered appeals, then what is
 * disputed, then the score; those with nothing left to decide last.
 */
export const reviewQueueSchema = pageOf(reviewItemSchema).extend({
  progress: z.object({
    /** Who began. */
    students: z.number().int().nonnegative(),
    /** Those with nothing left to decide or answer. */
    settled: z.number().int().nonnegative(),
    closed: z.number().int().nonnegative(),
    incidents: z.number().int().nonnegative(),
    decided: z.number().int().nonnegative(),
    /** What reviewing one student took, medians over the students whose review was measured. */
    effort: z
      .object({
        keystrokes: z.number().nonnegative(),
        seconds: z.number().nonnegative(),
        students: z.number().int(),
      })
      .nullable(),
  }),
});
export type ReviewQueue = z.infer<typeof reviewQueueSchema>;

/** One incident of the contact sheet. */
export const sheetItemSchema = z.object({
  incident: incidentSchema,
  studentName: z.string(),
  appeal: appealSchema.nullable(),
});
export type SheetItem = z.infer<typeof sheetItemSchema>;

/**
 * `GET /api/exams/:examId/incidents?cursor&limit&attemptId&type&state`: incidents that people decide on, by
 * type, the gravest first, then by student, then by time. Students come by their score as it was before
 * anybody decided: so the pages stay as they are while people decide. `state=open` are those that whoever
 * asks can still decide on.
 */
export const contactSheetSchema = pageOf(sheetItemSchema);
export type ContactSheet = z.infer<typeof contactSheetSchema>;
export const sheetQuerySchema = z.object({
  attemptId: idSchema.optional(),
  type: countedTypeSchema.optional(),
  state: z.enum(['open', 'accepted', 'dismissed', 'unsure']).optional(),
});
export type SheetQuery = z.infer<typeof sheetQuerySchema>;

/** How often people agreed with a detector. */
export const precisionSchema = z.object({
  type: countedTypeSchema,
  accepted: z.number().int().nonnegative(),
  dismissed: z.number().int().nonnegative(),
  unsure: z.number().int().nonnegative(),
  open: z.number().int().nonnegative(),
  /** accepted ÷ (accepted + dismissed); null while neither is. */
  precision: z.number().min(0).max(1).nullable(),
  /** What would have spared most of those that were dismissed; null where nothing would, or there are too few. */
  suggestion: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('threshold'), factor: z.number(), spares: z.number().int() }),
      /** Of page events alone: how long a violation went on is not known, only when it was claimed. */
      z.object({
        kind: z.literal('holding'),
        heldForMs: z.number().int(),
        spares: z.number().int(),
      }),
      z.object({ kind: z.literal('off'), spares: z.number().int() }),
    ])
    .nullable(),
});
export type Precision = z.infer<typeof precisionSchema>;
/** `GET /api/exams/:examId/precision` */
export const precisionListSchema = z.object({ detectors: z.array(precisionSchema) });
export type PrecisionList = z.infer<typeof precisionListSchema>;

const standingSchema = z.object({ score: z.number().int(), level: levelSchema });

/**
 * `POST /api/exams/:examId/what-if`: how everybody would stand under another policy. Changes nothing. What a
 * milder policy would have noticed besides was never recorded; of a longer holding time it tells the most that
 * it can change, because a violation is recorded once it has held for long enough, however long it goes on;
 * and of a milder threshold what the agents told (see `ruledOut`).
 */
export const whatIfRequestSchema = z.object({ policy: policySchema });
export type WhatIfRequest = z.input<typeof whatIfRequestSchema>;
export const whatIfReplySchema = z.object({
  /** Those whose score would be another one, the largest change first. */
  changed: z.array(
    z.object({
      attemptId: idSchema,
      studentName: z.string(),
      now: standingSchema,
      then: standingSchema,
    }),
  ),
  /** Students at each level, now and then. */
  levels: z.array(z.object({ level: levelSchema, now: z.number().int(), then: z.number().int() })),
  /** Incidents of each type that count, now and then; of those that then would not, how many were accepted. */
  types: z.array(
    z.object({
      type: countedTypeSchema,
      now: z.number().int(),
      then: z.number().int(),
      acceptedLost: z.number().int(),
    }),
  ),
});
export type WhatIfReply = z.infer<typeof whatIfReplySchema>;

/** `POST /api/attempts/:attemptId/review-effort`: what looking at one student took, once it is done. */
export const reviewEffortSchema = z.object({
  keystrokes: z.number().int().min(0).max(10_000),
  /** Milliseconds in which somebody was at it: idle ones left out. */
  activeMs: z.number().int().min(0).max(3_600_000),
});
export type ReviewEffort = z.infer<typeof reviewEffortSchema>;

/**
 * `POST /api/attempts/:attemptId/close` ends the review, `POST …/reopen` opens it again. Answers with the
 * attempt. Refused while something is open (`review_unfinished`).
 */
export const attemptReplySchema = z.object({ attempt: attemptSchema, at: timeSchema });
