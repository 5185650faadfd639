import { z } from 'zod';
import { accommodationSchema } from './accommodation.ts';
import { attemptSchema, attemptStateSchema, roomSchema, studentNumberSchema } from './attempt.ts';
import { pageOf } from './paging.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';
import { checkNameSchema } from './system-check.ts';

/** One student, as an admin names them. */
export const rosterRowSchema = z.object({
  studentNumber: studentNumberSchema,
  studentName: z.string().trim().min(1).max(200),
  /** Where the one-time code can be sent; null where only paper is. */
  email: z.email().max(320).nullable().default(null),
  room: roomSchema.nullable().default(null),
});
export type RosterRow = z.infer<typeof rosterRowSchema>;

/** Most students of one exam. */
export const rosterLimit = 20_000;

/**
 * `POST /api/exams/:examId/roster`: puts many students on the roster at once, all or nothing.
 * `update`: adds those who are new, changes those who are there (by number), leaves the others.
 * `replace`: takes those off who are not in it, too; whoever has begun or is held stays.
 * Two rows of one number are refused (`roster_duplicate`).
 */
export const rosterImportSchema = z.object({
  mode: z.enum(['update', 'replace']),
  rows: z.array(rosterRowSchema).min(1).max(rosterLimit),
});
export type RosterImport = z.input<typeof rosterImportSchema>;

export const rosterImportReplySchema = z.object({
  added: z.number().int().nonnegative(),
  changed: z.number().int().nonnegative(),
  unchanged: z.number().int().nonnegative(),
  removed: z.number().int().nonnegative(),
  /** On the roster, not in the file, and not taken off. */
  kept: z.array(z.object({ studentNumber: z.string().nullable(), why: z.enum(['begun', 'held']) })),
});
export type RosterImportReply = z.infer<typeof rosterImportReplySchema>;

/** One line of the roster, as admins see it. */
export const rosterEntrySchema = z.object({
  attemptId: idSchema,
  studentNumber: studentNumberSchema.nullable(),
  studentName: z.string(),
  email: z.string().nullable(),
  room: roomSchema.nullable(),
  state: attemptStateSchema,
  outcome: attemptSchema.shape.outcome,
  extraTimeMs: durationSchema,
  accommodation: accommodationSchema.nullable(),
  /** The newest system check; null where there was none. */
  check: z
    .object({ at: timeSchema, passed: z.boolean(), failed: z.array(checkNameSchema) })
    .nullable(),
  access: z.object({
    /** When the one-time code was used; null while it has not been. */
    codeUsedAt: timeSchema.nullable(),
    /** When it was sent by e-mail; null while it has not been. */
    mailedAt: timeSchema.nullable(),
  }),
  /** Nothing of it is deleted. */
  held: z.boolean(),
});
export type RosterEntry = z.infer<typeof rosterEntrySchema>;

/**
 * `GET /api/exams/:examId/roster?cursor&limit&search`, by name; `POST …/roster/students` adds one row,
 * `PUT …/roster/students/:attemptId` changes one, `DELETE` takes one off who has not begun. They answer with
 * the entry.
 */
export const rosterPageSchema = pageOf(rosterEntrySchema).extend({
  /** Over all pages. */
  total: z.number().int().nonnegative(),
  /** How many have passed the system check. */
  ready: z.number().int().nonnegative(),
});
export type RosterPage = z.infer<typeof rosterPageSchema>;

/** A one-time code as it is printed: 8 characters, no letters that look alike. */
export const oneTimeCodeSchema = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[2-9A-HJ-NP-Z]{8}$/, 'not a one-time code'));

/** `GET /api/exams/:examId/cards`: what is printed, by room and name. Audited. */
export const accessCardsSchema = z.object({
  joinUrl: z.url(),
  cards: z.array(
    z.object({
      attemptId: idSchema,
      studentName: z.string(),
      studentNumber: z.string().nullable(),
      room: roomSchema.nullable(),
      /** In two groups of four: `ABCD-EFGH`. Null once it was used: give a new one out. */
      code: z.string().nullable(),
    }),
  ),
});
export type AccessCards = z.infer<typeof accessCardsSchema>;

/*
 * `GET /api/exams/:examId/links.csv`: personal links for a mail merge. Audited.
 * `POST /api/attempts/:attemptId/access` makes the code and the link new, so that the former ones are void.
 */

/** `POST /api/exams/:examId/mail`: sends everybody with an address, or those named, their code and link. */
export const mailRequestSchema = z.object({
  attemptIds: z.array(idSchema).min(1).max(rosterLimit).nullable().default(null),
});
export const mailReplySchema = z.object({
  /** Mails that were put in the queue. */
  queued: z.number().int().nonnegative(),
  /** Students without an address. */
  withoutAddress: z.number().int().nonnegative(),
});
export type MailReply = z.infer<typeof mailReplySchema>;
