import { describe, expect, it } from 'vitest';
import { examFor } from './testing/attempts.ts';
import {
  examSchema,
  examSettingsSchema,
  joinCodeSchema,
  longestWindowMs,
  timeZoneSchema,
  type ExamSettings,
} from './exam.ts';

const settings: ExamSettings = examSettingsSchema.parse(examFor({ rooms: ['Hall A'] }));
const issuesOf = (parts: Partial<ExamSettings>) =>
  examSettingsSchema
    .safeParse({ ...settings, ...parts })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('the settings of an exam', () => {
  it('are part of the exam, and hold nothing of what is not for an admin to set', () => {
    const exam = examFor({ joinCode: 'ABCD2345', revision: 7 });
    expect(examSchema.parse(exam)).toEqual(exam);
    const own = examSettingsSchema.parse(exam);
    for (const other of ['id', 'joinCode', 'revision', 'policy']) {
      expect(own).not.toHaveProperty(other);
    }
  });

  it('have defaults for what exams did not have in earlier times', () => {
    const { rooms, admission, studentView, recordDays, ...earlier } = settings;
    expect(examSettingsSchema.parse(earlier)).toEqual({
      ...earlier,
      rooms: [],
      admission: 'automatic',
      studentView: { warnings: true, watchers: 'number', receipt: 'pictures', appealDays: 14 },
      recordDays: 3650,
    });
    expect([rooms, admission, studentView, recordDays]).toHaveLength(4);
  });

  it.each<[Partial<ExamSettings>, path: string, words: string]>([
    [{ opensAt: 5, closesAt: 5 }, 'closesAt', 'an exam has to close after it opens'],
    [{ opensAt: 9, closesAt: 5 }, 'closesAt', 'an exam has to close after it opens'],
    [{ opensAt: 0, closesAt: longestWindowMs + 1 }, 'closesAt', 'a window is 14 days at most'],
    [
      { retentionDays: 31, recordDays: 30 },
      'recordDays',
      'attempts are kept at least as long as their pictures',
    ],
    [
      { finishPatterns: settings.quizPatterns },
      'finishPatterns',
      'the quiz pages themselves cannot all mean "handed in"',
    ],
    [{ rooms: ['A', 'B', 'A'] }, 'rooms', 'a room is named twice'],
    [{ timeZone: 'Nowhere/Else' }, 'timeZone', 'not a time zone like Europe/Madrid'],
  ])('are refused with %j', (parts, path, words) => {
    expect(issuesOf(parts)).toEqual([[path, words]]);
  });

  it('may last two weeks to the millisecond, and some quiz pages may mean "handed in"', () => {
    expect(issuesOf({ opensAt: 0, closesAt: longestWindowMs })).toBeUndefined();
    const [first = ''] = settings.quizPatterns;
    const done = 'https://lms.example.edu/done*';
    expect(issuesOf({ quizPatterns: [first, done], finishPatterns: [done] })).toBeUndefined();
  });

  it.each([{ title: ' ' }, { contact: '' }, { quizPatterns: [] }, { quizUrl: 'ftp://x/y' }])(
    'lack nothing: %j',
    (parts) => {
      expect(issuesOf(parts)).toHaveLength(1);
    },
  );
});

it('a window across the change to summer time is as long as its moments are apart', () => {
  // 28 March 2027: at 02:00 in Madrid it is 03:00.
  const opensAt = Date.parse('2027-03-28T01:30:00+01:00');
  const closesAt = Date.parse('2027-03-28T03:30:00+02:00');
  const night = { opensAt, closesAt, timeZone: 'Europe/Madrid' };
  expect(examSettingsSchema.parse({ ...settings, ...night })).toMatchObject(night);
  expect(closesAt - opensAt).toBe(3_600_000);
});

it.each(['Europe/Madrid', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'])(
  '%s is a time zone',
  (name) => {
    expect(timeZoneSchema.parse(name)).toBe(name);
  },
);

it.each(['ABCD234', 'ABCD23456', 'ABCDEFGI', 'ABCDEFGO', 'ABCD0123', 'abcd2345'])(
  '%s is no code of a link',
  (code) => {
    expect(joinCodeSchema.safeParse(code).success).toBe(false);
  },
);
