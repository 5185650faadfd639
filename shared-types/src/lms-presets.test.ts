import { describe, expect, it } from 'vitest';
import { lmsExamples, lmsNames, lmsOf, quizPagesOf, type LmsName } from './lms-presets.ts';
import { matchesAny, matchPatternSchema, roleOf } from './match-pattern.ts';

/** What an admin copies; pages of that quiz; pages after it was handed in; pages that are none of its. */
const platforms: [
  LmsName,
  { copied: string[]; quiz: string[]; finish: string[]; other: string[] },
][] = [
  [
    'moodle',
    {
      copied: [
        'https://moodle.school.edu/mod/quiz/view.php?id=42',
        'https://moodle.school.edu/mod/quiz/attempt.php?attempt=7&cmid=42',
      ],
      quiz: [
        'https://moodle.school.edu/mod/quiz/attempt.php?attempt=7&cmid=42',
        'https://moodle.school.edu/mod/quiz/attempt.php?attempt=7&cmid=42&page=2#q3',
        'https://moodle.school.edu/mod/quiz/summary.php?attempt=7&cmid=42',
        'https://moodle.school.edu/mod/quiz/startattempt.php',
      ],
      finish: ['https://moodle.school.edu/mod/quiz/review.php?attempt=7&cmid=42'],
      other: [
        'https://moodle.school.edu/mod/quiz/view.php?id=42',
        'https://moodle.school.edu/mod/quiz/attempt.php?attempt=7&cmid=421',
        'https://moodle.school.edu/mod/forum/view.php?id=42',
      ],
    },
  ],
  [
    'canvas',
    {
      copied: ['https://school.instructure.com/courses/7/quizzes/42'],
      quiz: [
        'https://school.instructure.com/courses/7/quizzes/42/take',
        'https://school.instructure.com/courses/7/quizzes/42/take/questions/9',
      ],
      finish: ['https://school.instructure.com/courses/7/quizzes/42/history?version=1'],
      other: [
        'https://school.instructure.com/courses/7/quizzes/42',
        'https://school.instructure.com/courses/7/quizzes/421/take',
      ],
    },
  ],
  [
    'canvas',
    {
      copied: ['https://school.instructure.com/courses/7/assignments/42'],
      quiz: [
        'https://school.instructure.com/courses/7/assignments/42',
        'https://school.instructure.com/courses/7/assignments/42?display=full_width',
      ],
      finish: [],
      other: ['https://school.instructure.com/courses/7/assignments/421'],
    },
  ],
  [
    'blackboard',
    {
      copied: ['https://school.blackboard.com/ultra/courses/_7_1/outline'],
      quiz: [
        'https://school.blackboard.com/ultra/courses/_7_1/outline/assessment/_9_1/overview/attempt/_5_1?courseId=_7_1',
      ],
      finish: [
        'https://school.blackboard.com/ultra/courses/_7_1/outline/assessment/_9_1/review/submission',
      ],
      other: ['https://school.blackboard.com/ultra/courses/_8_1/outline/assessment/_9_1/attempt/1'],
    },
  ],
  [
    'google_forms',
    {
      copied: ['https://docs.google.com/forms/d/e/1FAIpQLabc/viewform?usp=sf_link'],
      quiz: [
        'https://docs.google.com/forms/d/e/1FAIpQLabc/viewform',
        'https://docs.google.com/forms/u/0/d/e/1FAIpQLabc/viewform?pli=1',
      ],
      finish: ['https://docs.google.com/forms/d/e/1FAIpQLabc/formResponse'],
      other: [
        'https://docs.google.com/forms/d/e/1FAIpQLxyz/viewform',
        'https://docs.google.com/document/d/1',
      ],
    },
  ],
  [
    'microsoft_forms',
    {
      copied: ['https://forms.office.com/r/AbCdEf1234'],
      quiz: [
        'https://forms.office.com/r/AbCdEf1234',
        'https://forms.office.com/Pages/ResponsePage.aspx?id=xyz',
        'https://forms.office.com/pages/responsepage.aspx?id=xyz',
      ],
      finish: [],
      other: ['https://forms.office.com/Pages/DesignPageV2.aspx', 'https://forms.office.com/r/Zz'],
    },
  ],
  [
    'microsoft_forms',
    {
      copied: ['https://forms.office.com/Pages/ResponsePage.aspx?id=xyz'],
      quiz: ['https://forms.office.com/pages/responsepage.aspx?id=xyz&route=shorturl'],
      finish: [],
      other: ['https://forms.office.com/pages/responsepage.aspx?id=abc'],
    },
  ],
  [
    'open_edx',
    {
      copied: ['https://apps.school.edu/learning/course/course-v1:X+Y+Z/home'],
      quiz: [
        'https://apps.school.edu/learning/course/course-v1:X+Y+Z/block-v1:X+Y+Z+type@sequential+block@q/block-v1:1',
      ],
      finish: [],
      other: [
        'https://apps.school.edu/learning/course/course-v1:X+Y+Z/home',
        'https://apps.school.edu/learning/course/course-v1:A+B+C/block-v1:A',
      ],
    },
  ],
  [
    'open_edx',
    {
      copied: ['https://lms.school.edu/courses/course-v1:X+Y+Z/courseware/week1/'],
      quiz: ['https://lms.school.edu/courses/course-v1:X+Y+Z/courseware/week1/quiz/'],
      finish: [],
      other: ['https://lms.school.edu/courses/course-v1:X+Y+Z/progress'],
    },
  ],
];

describe.each(platforms)('%s', (lms, { copied, quiz, finish, other }) => {
  it.each(copied)('is known by %s, and its pages are that quiz’s alone', (href) => {
    expect(lmsOf(href)).toBe(lms);
    const pages = quizPagesOf(lms, href);
    if (pages === null) throw new Error('it is one of its addresses');
    for (const pattern of [...pages.quizPatterns, ...pages.finishPatterns]) {
      expect(matchPatternSchema.parse(pattern)).toBe(pattern);
    }
    expect(quiz.map((page) => roleOf(pages, page))).toEqual(quiz.map(() => 'quiz'));
    expect(finish.map((page) => roleOf(pages, page))).toEqual(finish.map(() => 'finish'));
    expect(other.filter((page) => matchesAny(pages.quizPatterns, page))).toEqual([]);
  });
});

it('every platform is known by the example that is shown for it', () => {
  for (const lms of lmsNames) {
    expect(lmsOf(lmsExamples[lms])).toBe(lms);
    expect(quizPagesOf(lms, lmsExamples[lms])).not.toBeNull();
  }
});

it('what stands before the known part of a path is kept', () => {
  const pages = quizPagesOf('moodle', 'http://localhost:8080/moodle/mod/quiz/view.php?id=3');
  expect(pages?.finishPatterns[0]).toBe('http://localhost:8080/moodle/mod/quiz/review.php*cmid=3');
});

it.each(['not an address', 'https://example.edu/', 'ftp://moodle/mod/quiz/view.php?id=1'])(
  '%s is no quiz of any of them',
  (href) => {
    for (const lms of lmsNames) {
      if (lms === 'blackboard' && href.startsWith('https')) continue;
      expect(quizPagesOf(lms, href)).toBeNull();
    }
  },
);

it('a form’s editor is not where it is filled in', () => {
  expect(quizPagesOf('google_forms', 'https://docs.google.com/forms/d/1abc/edit')).toBeNull();
});
