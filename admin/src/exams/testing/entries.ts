import type { ExamDetail, RosterEntry } from '@invigil/shared-types';
import { defaultPolicy, examSettingsSchema } from '@invigil/shared-types';

/** A student of a test's roster who has done nothing yet. */
export const entryFor = (number: string, more: Partial<RosterEntry> = {}): RosterEntry => ({
  attemptId: `attempt-${number}`,
  studentNumber: number,
  studentName: `Student ${number}`,
  email: null,
  room: null,
  state: 'invited',
  outcome: null,
  extraTimeMs: 0,
  accommodation: null,
  check: null,
  access: { codeUsedAt: null, mailedAt: null },
  held: false,
  ...more,
});

/** An exam on 20 November 2026, 09:00 to 11:00 in Madrid, as its page reads it. */
export const detailFor = (more: Partial<ExamDetail> = {}): ExamDetail => ({
  exam: {
    id: 'physics',
    ...examSettingsSchema.parse({
      title: 'Physics I',
      opensAt: Date.UTC(2026, 10, 20, 8),
      closesAt: Date.UTC(2026, 10, 20, 10),
      timeZone: 'Europe/Madrid',
      quizUrl: 'https://lms.school.edu/quiz/7',
      quizPatterns: ['https://lms.school.edu/quiz/7*'],
      finishPatterns: [],
      rooms: ['Hall A'],
      retentionDays: 30,
      recordDays: 365,
      contact: 'Exam office',
    }),
    joinCode: 'ABCD2345',
    revision: 1,
    policy: defaultPolicy,
  },
  joinUrl: 'https://exams.school.edu/join/ABCD2345',
  canMail: true,
  ...more,
});
