import { describe, expect, it } from 'vitest';
import { originsOf, pagesOf, sitesOf } from './origins.ts';

const pages = {
  quizPatterns: ['https://lms.school.edu/mod/quiz/*', 'https://*.quiz.school.edu/take/*'],
  finishPatterns: ['https://lms.school.edu/mod/quiz/review*', 'https://lms.school.edu/mod/quiz/*'],
};

describe('the pages of an exam', () => {
  it('are each named once', () => {
    expect(pagesOf(pages)).toHaveLength(3);
  });

  it('need their origins, and nothing else', () => {
    expect(originsOf(pages)).toEqual(['https://lms.school.edu/*', 'https://*.quiz.school.edu/*']);
  });

  it.each([
    ['http://127.0.0.1:8080/quiz/*', 'http://127.0.0.1:8080/*'],
    ['http://127.0.0.1:*/quiz/*', 'http://127.0.0.1/*'],
    ['https://lms.school.edu/', 'https://lms.school.edu/*'],
  ])('%s needs %s', (pattern, origin) => {
    expect(originsOf({ quizPatterns: [pattern], finishPatterns: [] })).toEqual([origin]);
  });

  it('have sites with names', () => {
    expect(sitesOf(pages)).toBe('lms.school.edu and every part of quiz.school.edu');
  });
});
