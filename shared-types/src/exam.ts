import { z } from 'zod';
import { matchPatternSchema } from './match-pattern.ts';
import { policySchema } from './policy.ts';
import { idSchema, timeSchema } from './primitives.ts';
import { roomSchema } from './attempt.ts';
import { studentViewSchema } from './student-view.ts';

/** The code of an exam's join link, `/join/<code>`: read aloud and typed, so no letters that look alike. */
export const joinCodeSchema = z.string().regex(/^[2-9A-HJ-NP-Z]{8}$/, 'not a join code');

/** A time zone that this machine knows (IANA). */
export const timeZoneSchema = z
  .string()
  .min(1)
  .max(60)
  .refine(
    (name) => {
      try {
        return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
      } catch {
        return false;
      }
    },
    { error: 'not a time zone like Europe/Madrid' },
  );

/** What an admin sets of an exam; its policy has a road of its own. */
const settings = {
  title: z.string().trim().min(1).max(200),
  opensAt: timeSchema,
  closesAt: timeSchema,
  /** IANA name; times of this exam are shown in it. */
  timeZone: timeZoneSchema,
  /** Where the student goes once everything is ready. */
  quizUrl: z.url({ protocol: /^https?$/ }).max(2000),
  /** Pages on which the agent attaches itself. */
  quizPatterns: z.array(matchPatternSchema).min(1).max(20),
  /** Pages that mean "handed in". They win over `quizPatterns`. */
  finishPatterns: z.array(matchPatternSchema).max(20),
  /** Rooms that the roster may name, in the order in which walls list them. */
  rooms: z.array(roomSchema).max(200).default([]),
  /** Students begin once the window is open, or when an invigilator lets them in. */
  admission: z.enum(['automatic', 'by_invigilator']).default('automatic'),
  studentView: studentViewSchema.prefault({}),
  /** Days after the close after which pictures, notes, messages and events of this exam are deleted. */
  retentionDays: z.number().int().min(1).max(3650),
  /** Days after the close after which the attempts themselves and their reports are deleted; never sooner. */
  recordDays: z.number().int().min(1).max(3650).default(3650),
  /** Whom a student can ask: a name, an address, a telephone number. */
  contact: z.string().trim().min(1).max(200),
};

const dayMs = 86_400_000;

/**
 * When what is kept of an exam is deleted: pictures, notes, messages and events; then the attempts themselves.
 * @returns milliseconds since the epoch
 */
export const deletionTimesOf = (exam: {
  readonly closesAt: number;
  readonly retentionDays: number;
  readonly recordDays: number;
}): { picturesAt: number; recordsAt: number } => ({
  picturesAt: exam.closesAt + exam.retentionDays * dayMs,
  // Never sooner than their pictures.
  recordsAt: exam.closesAt + Math.max(exam.retentionDays, exam.recordDays) * dayMs,
});

/** Longest window, milliseconds: 14 days. */
export const longestWindowMs = 14 * dayMs;

export const examSettingsSchema = z.object(settings).check(({ value, issues }) => {
  const refuse = (path: keyof typeof settings, message: string): void => {
    issues.push({ code: 'custom', message, input: value, path: [path] });
  };
  const { opensAt, closesAt, quizPatterns, finishPatterns, rooms } = value;
  if (closesAt <= opensAt) refuse('closesAt', 'an exam has to close after it opens');
  else if (closesAt - opensAt > longestWindowMs) refuse('closesAt', 'a window is 14 days at most');
  if (value.recordDays < value.retentionDays) {
    refuse('recordDays', 'attempts are kept at least as long as their pictures');
  }
  const isFinish = (pattern: string): boolean => finishPatterns.includes(pattern);
  if (quizPatterns.length > 0 && quizPatterns.every(isFinish)) {
    refuse('finishPatterns', 'the quiz pages themselves cannot all mean "handed in"');
  }
  if (new Set(rooms).size < rooms.length) refuse('rooms', 'a room is named twice');
});
export type ExamSettings = z.infer<typeof examSettingsSchema>;

export const examSchema = z.object({
  id: idSchema,
  ...settings,
  /** Of the exam's link; null for exams from before there were codes. */
  joinCode: joinCodeSchema.nullable().default(null),
  /** One more with every change of the settings. */
  revision: z.number().int().min(1).default(1),
  /** How incidents of this exam are judged. */
  policy: policySchema.prefault({}),
});
export type Exam = z.infer<typeof examSchema>;

/** What a student's browser knows of an exam besides how it judges. */
export const examFactsSchema = examSchema.omit({ policy: true, joinCode: true });
export type ExamFacts = z.infer<typeof examFactsSchema>;
export function examFactsOf({ policy: _policy, joinCode: _joinCode, ...facts }: Exam): ExamFacts {
  return facts;
}

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

/** `GET /api/exams/:examId` */
export const examDetailSchema = z.object({
  exam: examSchema,
  /** The exam's link for everybody on the roster; null where it has no code. */
  joinUrl: z.url().nullable(),
  /** Whether this server can send e-mail. */
  canMail: z.boolean(),
});
export type ExamDetail = z.infer<typeof examDetailSchema>;

/**
 * `POST /api/exams` makes one; with `policy`, judged by that (version 1). Answers 201 with an `examDetail`.
 * A window that is over already is refused (`exam_window_past`), and a pattern of a whole public suffix
 * (`pattern_too_wide`).
 */
export const examCreateSchema = z.object({
  settings: examSettingsSchema,
  policy: policySchema.optional(),
});
export type ExamCreate = z.input<typeof examCreateSchema>;

/**
 * `PUT /api/exams/:examId`: replaces the settings. Where `from` is not the exam's revision any more somebody
 * else saved it meanwhile: `exam_outdated`, and nothing was changed.
 */
export const examChangeSchema = z.object({
  from: z.number().int().min(1),
  settings: examSettingsSchema,
});
export type ExamChange = z.input<typeof examChangeSchema>;
