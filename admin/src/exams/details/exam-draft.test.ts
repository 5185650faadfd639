import { examSettingsSchema, type ExamSettings } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { draftOf, emptyDraft, problemsOf, settingsOf, type ExamDraft } from './exam-draft.ts';

const settings: ExamSettings = examSettingsSchema.parse({
  title: 'Physics I',
  opensAt: Date.UTC(2026, 10, 20, 8),
  closesAt: Date.UTC(2026, 10, 20, 10),
  timeZone: 'Europe/Madrid',
  quizUrl: 'https://lms.school.edu/mod/quiz/view.php?id=42',
  quizPatterns: ['https://lms.school.edu/mod/quiz/attempt.php*cmid=42*'],
  finishPatterns: ['https://lms.school.edu/mod/quiz/review.php*cmid=42*'],
  rooms: ['A 1', 'B 2'],
  retentionDays: 30,
  recordDays: 365,
  contact: 'Exam office',
});
const good = draftOf(settings);
const codes = (changes: Partial<ExamDraft>) =>
  problemsOf({ ...good, ...changes }).map(({ field, code, index }) =>
    [field, code, ...(index === null ? [] : [index])].join(' '),
  );
const local = (text: string) => ({ local: text, occurrence: 'first' as const });

describe('a draft', () => {
  it('of settings comes to the same settings', () => {
    expect(settingsOf(good)).toEqual(settings);
    expect(problemsOf(good)).toEqual([]);
  });

  it('drops what is blank', () => {
    expect(
      settingsOf({
        ...good,
        quizPatterns: [...good.quizPatterns, ' '],
        rooms: '\n A 1 \r\n\nB 2\n',
      }),
    ).toEqual(settings);
  });

  it('that is new lacks what only a person knows', () => {
    const missing = problemsOf(emptyDraft('Europe/Madrid')).map(({ field }) => field);
    expect(missing).toEqual(['title', 'opensAt', 'closesAt', 'quizUrl', 'quizPatterns', 'contact']);
  });

  it.each<[string, Partial<ExamDraft>, string[]]>([
    ['no title', { title: ' ' }, ['title needed']],
    ['an endless title', { title: 'x'.repeat(201) }, ['title too_long']],
    [
      'a close before the opening',
      { closes: local('2026-11-20T08:59') },
      ['closesAt closes_first'],
    ],
    ['a window of weeks', { closes: local('2026-12-20T09:00') }, ['closesAt window_long']],
    ['a time that is skipped', { opens: local('2026-03-29T02:30') }, ['opensAt time_skipped']],
    ['a zone that is none', { timeZone: 'Atlantis/Capital' }, ['timeZone zone_unknown']],
    ['an address of another kind', { quizUrl: 'ftp://x.edu/' }, ['quizUrl not_an_address']],
    ['no pattern', { quizPatterns: [''] }, ['quizPatterns no_pattern']],
    [
      'patterns of everything',
      { quizPatterns: ['https://lms.school.edu/*', 'https://*/*', '*', 'https://*.edu/*'] },
      ['quizPatterns every_page 1', 'quizPatterns not_a_pattern 2', 'quizPatterns whole_suffix 3'],
    ],
    [
      'pages that are all the end',
      { finishPatterns: good.quizPatterns },
      ['finishPatterns all_finish'],
    ],
    [
      'too many patterns',
      { quizPatterns: Array.from({ length: 21 }, (_, i) => `https://lms.school.edu/${i}*`) },
      ['quizPatterns too_many'],
    ],
    ['a room twice', { rooms: 'A\nB\nA' }, ['rooms room_twice']],
    ['a room with an endless name', { rooms: 'x'.repeat(101) }, ['rooms room_long']],
    ['records before pictures', { recordDays: 29 }, ['recordDays records_sooner']],
    ['nobody to ask', { contact: '' }, ['contact needed']],
  ])('with %s is refused there', (_case, changes, expected) => {
    expect(codes(changes)).toEqual(expected);
    expect(settingsOf({ ...good, ...changes })).toBeNull();
  });

  it('has a problem exactly where it comes to nothing', () => {
    const tries: Partial<ExamDraft>[] = [
      {},
      { title: '' },
      { retentionDays: 0 },
      { contact: 'x'.repeat(300) },
      { rooms: '' },
      { quizUrl: 'not an address' },
      { finishPatterns: [] },
    ];
    for (const changes of tries) {
      const draft = { ...good, ...changes };
      expect(problemsOf(draft).length > 0).toBe(settingsOf(draft) === null);
    }
  });
});
