import type { Attempt } from '../attempt.ts';
import type { Exam } from '../exam.ts';
import { defaultPolicy } from '../policy.ts';
import { studentViewSchema } from '../student-view.ts';

/** A student who has not begun. */
export const attemptFor = (more: Partial<Attempt> = {}): Attempt => ({
  id: 'attempt-1',
  examId: 'exam-1',
  studentName: 'Vega, Luz',
  studentNumber: null,
  state: 'invited',
  consent: null,
  firstJoinedAt: null,
  endedAt: null,
  outcome: null,
  room: null,
  pausedAt: null,
  extraTimeMs: 0,
  admittedAt: null,
  systemCheck: null,
  ...more,
});

/** An exam from 0 to 2,000,000 ms, as the settings' defaults have it. */
export const examFor = (more: Partial<Exam> = {}): Exam => ({
  id: 'exam-1',
  title: 'Physics I',
  opensAt: 0,
  closesAt: 2_000_000,
  timeZone: 'Europe/Madrid',
  quizUrl: 'https://lms.example.edu/quiz',
  quizPatterns: ['https://lms.example.edu/quiz*'],
  finishPatterns: [],
  rooms: [],
  admission: 'automatic',
  studentView: studentViewSchema.parse({}),
  retentionDays: 30,
  recordDays: 365,
  contact: 'exams@example.edu',
  joinCode: null,
  revision: 1,
  policy: defaultPolicy,
  ...more,
});
