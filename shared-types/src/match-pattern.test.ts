import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  matches,
  matchPatternSchema,
  patternProblem,
  patternProblemSentences,
  roleOf,
} from './match-pattern.ts';

describe('matches', () => {
  it.each([
    ['https://lms.edu/mod/quiz/*', 'https://lms.edu/mod/quiz/attempt.php?attempt=1&page=2', true],
    ['https://lms.edu/*attempt=1*', 'https://lms.edu/mod/quiz/attempt.php?attempt=1', true],
    ['https://lms.edu/quiz', 'https://lms.edu/quiz', true],
    ['https://lms.edu/quiz', 'https://lms.edu/quiz#question-3', true],
    ['https://lms.edu/quiz', 'https://lms.edu/quiz/2', false],
    ['https://lms.edu/*', 'http://lms.edu/', false],
    ['https://lms.edu/*', 'https://lms.edu.evil.example/', false],
    ['https://lms.edu/*', 'https://www.lms.edu/', false],
    ['https://*.lms.edu/*', 'https://www.lms.edu/', true],
    ['https://*.lms.edu/*', 'https://lms.edu/', true],
    ['https://*.lms.edu/*', 'https://evil-lms.edu/', false],
    ['http://127.0.0.1/*', 'http://127.0.0.1:8080/demo/quiz', true],
    ['http://127.0.0.1:*/*', 'http://127.0.0.1:8080/demo/quiz', true],
    ['http://127.0.0.1:8080/*', 'http://127.0.0.1:8080/demo/quiz', true],
    ['http://127.0.0.1:8080/*', 'http://127.0.0.1:9090/demo/quiz', false],
    ['https://lms.edu:443/*', 'https://lms.edu/', true],
    ['https://lms.edu/a*b*c', 'https://lms.edu/abbc', true],
    ['https://lms.edu/a*bc*c', 'https://lms.edu/abc', false],
    ['<all_urls>', 'https://lms.edu/', false],
    ['https://lms.edu/*', 'not an address', false],
  ])('%s and %s: %s', (pattern, href, expected) => {
    expect(matches(pattern, href)).toBe(expected);
  });

  it('takes no longer for a pattern of many stars', () => {
    const pattern = `https://lms.edu/${'*a'.repeat(200)}`;
    expect(matches(pattern, `https://lms.edu/${'a'.repeat(199)}b`)).toBe(false);
  });

  it('agrees with the plain meaning of a star', () => {
    const text = fc.stringMatching(/^[ab/?]{0,12}$/);
    const path = fc.stringMatching(/^[ab*]{0,8}$/);
    fc.assert(
      fc.property(path, text, (pattern, rest) => {
        const url = new URL(`https://lms.edu/${rest}`);
        const meaning = new RegExp(`^/${pattern.replaceAll('*', '.*')}$`);
        expect(matches(`https://lms.edu/${pattern}`, url.href)).toBe(
          meaning.test(url.pathname + url.search),
        );
      }),
    );
  });
});

describe('roleOf', () => {
  const exam = {
    quizPatterns: ['https://lms.edu/quiz/*'],
    finishPatterns: ['https://lms.edu/quiz/done*'],
  };

  it('knows quiz pages, the page after handing in, and all others', () => {
    expect(roleOf(exam, 'https://lms.edu/quiz/1')).toBe('quiz');
    expect(roleOf(exam, 'https://lms.edu/quiz/done?id=1')).toBe('finish');
    expect(roleOf(exam, 'https://lms.edu/forum')).toBeNull();
  });
});

describe('what an exam may have as a pattern', () => {
  it.each([
    'https://lms.school.edu/mod/quiz/*',
    'https://*.school.edu/*',
    'http://localhost:7420/demo/quiz*',
    'http://127.0.0.1:*/quiz',
    ' https://lms.school.edu/quiz ',
  ])('%s', (pattern) => {
    expect(matchPatternSchema.parse(pattern)).toBe(pattern.trim());
  });

  it.each([
    ['<all_urls>', 'every_page'],
    ['*://*/*', 'every_page'],
    ['https://*/*', 'every_page'],
    ['http://*:8080/quiz', 'every_page'],
    ['https://*.edu/*', 'whole_suffix'],
    ['https://*.localhost/*', 'whole_suffix'],
    ['*://lms.edu/*', 'not_a_pattern'],
    ['https://lms.edu', 'not_a_pattern'],
    ['lms.edu/quiz', 'not_a_pattern'],
    ['https://lms.*.edu/*', 'not_a_pattern'],
    ['https://lms edu/*', 'not_a_pattern'],
    ['file:///home/*', 'not_a_pattern'],
    ['javascript:alert(1)', 'not_a_pattern'],
    ['', 'not_a_pattern'],
  ] as const)('not %s: %s', (pattern, problem) => {
    expect(patternProblem(pattern)).toBe(problem);
    const { error } = matchPatternSchema.safeParse(pattern);
    expect(error?.issues[0]?.message).toBe(patternProblemSentences[problem]);
  });
});
