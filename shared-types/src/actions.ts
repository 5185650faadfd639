import { z } from 'zod';
import { isBefore, isOver, type Attempt } from './attempt.ts';
import { defineLifecycle } from './lifecycle.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';

/**
 * What becomes of an action. `sent`: on its way, or waiting for the student to come back.
 * `seen`: on the student's screen (for what is meant for invigilators: one has opened it).
 * `done`: acknowledged, answered or carried out. `lapsed`: the attempt was over before that.
 */
export const actionLifecycle = defineLifecycle({
  states: ['sent', 'seen', 'done', 'lapsed'],
  events: ['see', 'finish', 'lapse'],
  initial: 'sent',
  table: {
    sent: { see: 'seen', finish: 'done', lapse: 'lapsed' },
    // A page that was loaded anew shows it, and says so, once more.
    seen: { see: 'seen', finish: 'done', lapse: 'lapsed' },
    done: {},
    lapsed: {},
  },
});
export type ActionState = (typeof actionLifecycle.states)[number];
export type ActionEvent = (typeof actionLifecycle.events)[number];

/** Whoever is told can report these; that an action lapsed is for the server to say. */
export const actionProgressSchema = z.enum(['see', 'finish']);
export type ActionProgress = z.infer<typeof actionProgressSchema>;

/** Who did something. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('staff'), staffId: idSchema, name: z.string() }),
  z.object({ kind: z.literal('student') }),
]);
export type Actor = z.infer<typeof actorSchema>;

/** Longest text of an action, and of a reason, in characters. */
export const actionTextLimit = 500;
/** More time that one action may give. */
export const longestExtensionMs = 4 * 3_600_000;

const textSchema = z.string().trim().min(1).max(actionTextLimit);

/** What an invigilator can do about a student; `reason` is for the record and the other invigilators. */
const contents = {
  /** Tells the student what was seen and what to do. */
  warn: z.object({ kind: z.literal('warn'), text: textSchema }),
  message: z.object({ kind: z.literal('message'), text: textSchema }),
  /** A moment of the student's attention: it is done once the student has acknowledged it. */
  ask: z.object({ kind: z.literal('ask'), text: textSchema }),
  /** From now on nothing is judged, until it is resumed. */
  pause: z.object({ kind: z.literal('pause'), reason: textSchema }),
  resume: z.object({ kind: z.literal('resume') }),
  extend: z.object({
    kind: z.literal('extend'),
    extraMs: durationSchema.min(60_000).max(longestExtensionMs),
    reason: textSchema,
  }),
  /** Ends the attempt. Final. */
  end: z.object({ kind: z.literal('end'), reason: textSchema }),
  /** Lets a student in who waits, ahead of the window or where the exam asks for it. */
  admit: z.object({ kind: z.literal('admit') }),
  /** Calls a second pair of eyes: for the other invigilators, never told to the student. */
  second_look: z.object({ kind: z.literal('second_look'), reason: textSchema.nullable() }),
} as const;

export const staffActionSchema = z.discriminatedUnion('kind', [
  contents.warn,
  contents.message,
  contents.ask,
  contents.pause,
  contents.resume,
  contents.extend,
  contents.end,
  contents.admit,
  contents.second_look,
]);
export type StaffAction = z.infer<typeof staffActionSchema>;
export type StaffActionKind = StaffAction['kind'];

/** What comes from the student. */
const ofStudents = [
  z.object({ kind: z.literal('student_message'), text: textSchema }),
  /** A break that an accommodation allows: nothing is judged until it ends, at the latest after `leftMs`. */
  z.object({ kind: z.literal('break_begin'), leftMs: durationSchema }),
  z.object({ kind: z.literal('break_end'), tookMs: durationSchema }),
] as const;

export const progressSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent') }),
  z.object({ state: z.literal('seen'), seenAt: timeSchema, by: actorSchema }),
  z.object({
    state: z.literal('done'),
    /** Null where nobody reported it before it was done. */
    seenAt: timeSchema.nullable(),
    doneAt: timeSchema,
    by: actorSchema,
  }),
  z.object({ state: z.literal('lapsed'), lapsedAt: timeSchema }),
]);
export type Progress = z.infer<typeof progressSchema>;

/** One thing that was done about a student, or that the student wrote. */
export const actionSchema = z.object({
  id: idSchema,
  examId: idSchema,
  attemptId: idSchema,
  at: timeSchema,
  by: actorSchema,
  content: z.discriminatedUnion('kind', [...staffActionSchema.options, ...ofStudents]),
  progress: progressSchema,
});
export type Action = z.infer<typeof actionSchema>;
export type ActionContent = Action['content'];
export type ActionKind = ActionContent['kind'];

/** True where nothing more becomes of an action. */
export const isSettled = ({ progress }: Pick<Action, 'progress'>): boolean =>
  actionLifecycle.isFinal(progress.state);

/** Kinds that the student's agent is never told of: the waiting room asks by itself. */
const untold: readonly ActionKind[] = [
  'second_look',
  'admit',
  'student_message',
  'break_begin',
  'break_end',
];
/** True for what the student is told of. */
export const reachesStudent = (kind: ActionKind): boolean => !untold.includes(kind);

/** True for what invigilators open and settle themselves. */
export const isForStaff = (kind: ActionKind): boolean =>
  kind === 'second_look' || kind === 'student_message';

/**
 * Whether an invigilator can do this with the attempt as it stands. Whatever reaches a student who is away
 * now reaches them when they come back.
 * @param onBreak whether it is paused only because the student takes a break: an invigilator can pause it, too
 */
export function isActionPossible(
  kind: StaffActionKind,
  { state, pausedAt, admittedAt }: Pick<Attempt, 'state' | 'pausedAt' | 'admittedAt'>,
  onBreak = false,
): boolean {
  if (isOver(state)) return kind === 'second_look';
  if (kind === 'admit') return isBefore(state) && admittedAt === null;
  if (kind === 'pause') return pausedAt === null || onBreak;
  if (kind === 'resume') return pausedAt !== null;
  return true;
}

/** An action as the student's agent is told of it: no names, and no reason that is for the record. */
export const studentActionSchema = z.object({
  actionId: idSchema,
  at: timeSchema,
  content: z.discriminatedUnion('kind', [
    contents.warn,
    contents.message,
    contents.ask,
    contents.pause.pick({ kind: true }),
    contents.resume,
    contents.extend.pick({ kind: true, extraMs: true }),
    contents.end.pick({ kind: true }),
  ]),
});
export type StudentAction = z.infer<typeof studentActionSchema>;

/** How an attempt stands, apart from its state: what invigilators set and the agent goes by. */
export const sittingSchema = z.object({
  /** Since when nothing is judged; null while it is. */
  pausedAt: timeSchema.nullable(),
  /** When it closes for this student, extra time included. */
  closesAt: timeSchema,
  /** Breaks that the student may take. */
  breaks: z
    .object({
      /** What is left of them, the one under way not counted yet. Milliseconds. */
      leftMs: durationSchema,
      /** Since when the student takes one; null while not. `pausedAt` is set then, too. */
      since: timeSchema.nullable(),
    })
    .default({ leftMs: 0, since: null }),
});
export type Sitting = z.infer<typeof sittingSchema>;

/** Who watches an exam now, and whom they have open. One entry for each open wall. */
export const watcherSchema = z.object({
  connectionId: z.string().max(80),
  staffId: idSchema,
  name: z.string(),
  /** The student whose panel is open; null where none is. */
  attemptId: idSchema.nullable(),
});
export type WallWatcher = z.infer<typeof watcherSchema>;
