import { lmsExamples, lmsNames } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { suggestionFor, verdictOf } from './quiz-pages.ts';
import { timeZones, zonesFor } from './time-zones.ts';

const moodle = 'https://lms.school.edu/mod/quiz/view.php?id=42';

describe('the patterns that are suggested', () => {
  it.each(lmsNames)('for an example of %s are that platform’s', (lms) => {
    const suggestion = suggestionFor(lmsExamples[lms], null);
    expect(suggestion.lms).toBe(lms);
    expect(suggestion.pages?.quizPatterns.length).toBeGreaterThan(0);
  });

  it('for another platform are the page and what lies below it', () => {
    expect(suggestionFor('https://quiz.school.edu/exams/7?x=1', null)).toEqual({
      lms: null,
      pages: { quizPatterns: ['https://quiz.school.edu/exams/7*'], finishPatterns: [] },
    });
  });

  it('are none for what is no address, or not one of the chosen platform', () => {
    expect(suggestionFor('quiz', null)).toEqual({ lms: null, pages: null });
    expect(suggestionFor('javascript:alert(1)', null)).toEqual({ lms: null, pages: null });
    expect(suggestionFor(moodle, 'canvas')).toEqual({ lms: 'canvas', pages: null });
  });
});

describe('the tester', () => {
  const patterns = suggestionFor(moodle, null).pages ?? { quizPatterns: [], finishPatterns: [] };
  const page = (name: string) => `https://lms.school.edu/mod/quiz/${name}.php?attempt=9&cmid=42`;

  it.each([
    ['', { kind: 'nothing_entered' }],
    ['lms.school.edu', { kind: 'not_an_address' }],
    [page('attempt'), { kind: 'quiz', pattern: patterns.quizPatterns[0] }],
    [page('review'), { kind: 'finish', pattern: patterns.finishPatterns[0] }],
    [page('view'), { kind: 'none', because: 'page', host: 'lms.school.edu' }],
    ['https://other.edu/', { kind: 'none', because: 'host', host: 'other.edu' }],
    // Another scheme is another page.
    [
      page('attempt').replace('https', 'http'),
      { kind: 'none', because: 'host', host: 'lms.school.edu' },
    ],
  ])('says of %j what it is', (address, verdict) => {
    expect(verdictOf(address, patterns)).toEqual(verdict);
  });

  it('lets "handed in" win, and leaves wrong patterns out', () => {
    const wide = {
      quizPatterns: ['https://a.edu/*', '*'],
      finishPatterns: ['https://a.edu/done*'],
    };
    expect(verdictOf('https://a.edu/done?x', wide)).toMatchObject({ kind: 'finish' });
    expect(verdictOf('https://b.edu/', wide)).toMatchObject({ kind: 'none', because: 'host' });
  });
});

describe('time zones', () => {
  it('begin with this machine’s own, and each is there once', () => {
    const zones = timeZones();
    expect(zones[0]).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(new Set(zones).size).toBe(zones.length);
    expect(zones).toContain('UTC');
  });

  it('are found by city, however it is written, and by their distance', () => {
    const zones = timeZones();
    const summer = Date.UTC(2026, 6, 1);
    expect(zonesFor('new york', zones, summer)).toEqual(['America/New_York']);
    expect(zonesFor('madr', zones, summer)).toEqual(['Europe/Madrid']);
    expect(zonesFor('europe +01', zones, summer)).toContain('Europe/London');
    expect(zonesFor('europe +01', zones, Date.UTC(2026, 0, 1))).toContain('Europe/Madrid');
  });
});
