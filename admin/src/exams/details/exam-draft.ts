import {
  examSettingsSchema,
  longestWindowMs,
  patternProblem,
  type Exam,
  type ExamSettings,
  type PatternProblem,
} from '@invigil/shared-types';
import { z } from 'zod';
import { config } from '../../config.ts';
import { localTimeOf, momentOf, readTime, type LocalTime } from './exam-window.ts';

/** An exam's settings as they are being entered. */
export interface ExamDraft extends Omit<ExamSettings, 'opensAt' | 'closesAt' | 'rooms'> {
  readonly opens: LocalTime;
  readonly closes: LocalTime;
  /** One in a line. */
  readonly rooms: string;
}

/** Settings whose values are each possible, whatever they are together. */
export const looseSettingsSchema = z.object(examSettingsSchema.shape);

/** An exam's settings, out of all that is known of it. */
export const settingsIn = (exam: Exam): ExamSettings => looseSettingsSchema.parse(exam);

/** A part of the draft that something can be wrong with. */
export type DraftField = keyof ExamSettings;

/** What is wrong with it. */
export type DraftProblemCode =
  | PatternProblem
  | 'needed'
  | 'too_long'
  | 'time_skipped'
  | 'closes_first'
  | 'window_long'
  | 'zone_unknown'
  | 'not_an_address'
  | 'no_pattern'
  | 'too_many'
  | 'all_finish'
  | 'room_twice'
  | 'room_long'
  | 'records_sooner'
  | 'invalid';

export interface DraftProblem {
  readonly field: DraftField;
  readonly code: DraftProblemCode;
  /** Of a list: which one. Null where it is about the whole field. */
  readonly index: number | null;
}

export function emptyDraft(timeZone: string): ExamDraft {
  const never: LocalTime = { local: '', occurrence: 'first' };
  return {
    title: '',
    opens: never,
    closes: never,
    timeZone,
    quizUrl: '',
    quizPatterns: [],
    finishPatterns: [],
    rooms: '',
    admission: 'automatic',
    studentView: examSettingsSchema.shape.studentView.parse(undefined),
    retentionDays: config.exams.newRetentionDays,
    recordDays: config.exams.newRecordDays,
    contact: '',
  };
}

export function draftOf({ opensAt, closesAt, rooms, ...settings }: ExamSettings): ExamDraft {
  return {
    ...settings,
    opens: localTimeOf(opensAt, settings.timeZone),
    closes: localTimeOf(closesAt, settings.timeZone),
    rooms: rooms.join('\n'),
  };
}

export const roomsOf = (draft: Pick<ExamDraft, 'rooms'>): string[] =>
  draft.rooms
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** When the exam opens and closes; null where that cannot be told yet. */
export function windowOf(draft: Pick<ExamDraft, 'opens' | 'closes' | 'timeZone'>): {
  readonly opensAt: number | null;
  readonly closesAt: number | null;
} {
  const moment = (time: LocalTime) =>
    isZone(draft.timeZone) ? momentOf(readTime(time, draft.timeZone)) : null;
  return { opensAt: moment(draft.opens), closesAt: moment(draft.closes) };
}

const filled = (patterns: readonly string[]): string[] =>
  patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');

/** What the draft comes to; null as long as something is wrong with it. */
export function settingsOf(draft: ExamDraft): ExamSettings | null {
  const parsed = examSettingsSchema.safeParse({
    ...draft,
    ...windowOf(draft),
    rooms: roomsOf(draft),
    quizPatterns: filled(draft.quizPatterns),
    finishPatterns: filled(draft.finishPatterns),
  });
  return parsed.success ? parsed.data : null;
}

/** Everything that is wrong with a draft, in the order of the form. */
export function problemsOf(draft: ExamDraft): DraftProblem[] {
  const found: DraftProblem[] = [];
  const add = (field: DraftField, code: DraftProblemCode, index: number | null = null): void => {
    found.push({ field, code, index });
  };
  const { shape } = examSettingsSchema;
  const refused = (field: 'title' | 'contact' | 'quizUrl' | 'timeZone'): boolean =>
    !shape[field].safeParse(draft[field]).success;

  if (refused('title')) add('title', draft.title.trim() === '' ? 'needed' : 'too_long');
  if (refused('timeZone')) add('timeZone', 'zone_unknown');
  else addWindowProblems(draft, add);
  if (refused('quizUrl')) add('quizUrl', draft.quizUrl.trim() === '' ? 'needed' : 'not_an_address');
  addPatternProblems(draft, add);
  const rooms = roomsOf(draft);
  if (new Set(rooms).size < rooms.length) add('rooms', 'room_twice');
  else if (!shape.rooms.safeParse(rooms).success) {
    add('rooms', rooms.some((room) => room.length > 100) ? 'room_long' : 'too_many');
  }
  if (draft.recordDays < draft.retentionDays) add('recordDays', 'records_sooner');
  if (refused('contact')) add('contact', draft.contact.trim() === '' ? 'needed' : 'too_long');
  // Whatever the contract refuses and nothing above has a name for.
  if (found.length === 0 && settingsOf(draft) === null) add('title', 'invalid');
  return found;
}

type Add = (field: DraftField, code: DraftProblemCode, index?: number) => void;

function addWindowProblems(draft: ExamDraft, add: Add): void {
  for (const [field, time] of [
    ['opensAt', draft.opens],
    ['closesAt', draft.closes],
  ] as const) {
    const { kind } = readTime(time, draft.timeZone);
    if (kind === 'missing') add(field, 'needed');
    if (kind === 'skipped') add(field, 'time_skipped');
  }
  const { opensAt, closesAt } = windowOf(draft);
  if (opensAt === null || closesAt === null) return;
  if (closesAt <= opensAt) add('closesAt', 'closes_first');
  else if (closesAt - opensAt > longestWindowMs) add('closesAt', 'window_long');
}

function addPatternProblems({ quizPatterns, finishPatterns }: ExamDraft, add: Add): void {
  const { shape } = examSettingsSchema;
  for (const [field, patterns] of [
    ['quizPatterns', quizPatterns],
    ['finishPatterns', finishPatterns],
  ] as const) {
    patterns.forEach((pattern, index) => {
      const text = pattern.trim();
      const problem = text === '' ? null : patternProblem(text);
      if (problem !== null) add(field, problem, index);
      else if (text.length > 500) add(field, 'too_long', index);
    });
  }
  const [quiz, finish] = [filled(quizPatterns), filled(finishPatterns)];
  if (quiz.length === 0) add('quizPatterns', 'no_pattern');
  else if (quiz.every((pattern) => finish.includes(pattern))) add('finishPatterns', 'all_finish');
  // By number alone: what is wrong with single ones is said beside them.
  const tooMany = (list: readonly string[]) => list.length > 20;
  if (tooMany(quiz) && !shape.quizPatterns.safeParse(quiz).success) add('quizPatterns', 'too_many');
  if (tooMany(finish)) add('finishPatterns', 'too_many');
}

function isZone(name: string): boolean {
  return examSettingsSchema.shape.timeZone.safeParse(name).success;
}
