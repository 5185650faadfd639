import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemResponse } from '../../testing/index.ts';
import { openExamConsole, settle, type ExamConsole } from '../testing/exam-console.ts';
import { examServer, type ExamServer } from '../testing/exam-server.ts';

let server: ExamServer;
let page: ExamConsole;

beforeEach(() => {
  server = examServer();
});
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const field = (testId: string) => {
  const [input] = page.all(`input[data-testid="${testId}"], [data-testid="${testId}"] input`);
  if (input === undefined) throw new Error(`There is no field ${testId}.`);
  return input;
};
const problems = () =>
  page.all('[data-testid="field-problem"]').map(({ textContent }) => textContent.trim());
const patterns = (name: string) =>
  page
    .all(`[data-testid="${name}"] input`)
    .map((input) => (input instanceof HTMLInputElement ? input.value : ''));

describe('a new exam', () => {
  beforeEach(async () => {
    page = await openExamConsole('/exams/new');
  });

  it('says what is missing, at the field, and goes to the first', async () => {
    expect(problems()).toEqual([]);
    await page.click('save');
    expect(problems().filter((words) => words === 'Please fill this in.')).toHaveLength(5);
    expect(page.text('save-bar')).toContain('6 things have to be corrected first');
    expect(document.activeElement).toBe(field('title'));
    expect(field('title').getAttribute('aria-invalid')).toBe('true');
    expect(server.sent('POST', '/api/exams')).toEqual([]);
  });

  it('is made of a few answers, and leads to its students', async () => {
    await page.type(field('title'), 'Physics I');
    await page.type(field('opens'), '2027-11-19T09:00');
    await page.type(field('closes'), '2027-11-19T11:00');
    await page.type('quiz-url', 'https://lms.school.edu/mod/quiz/view.php?id=42');
    await page.type('contact', 'Exam office');
    await page.click(page.all('[data-testid="presets"] input[value="strict"]')[0] ?? '');
    await page.click('save');
    expect(problems()).toEqual([]);
    expect(server.sent('POST', '/api/exams')).toMatchObject([
      {
        settings: { title: 'Physics I', quizUrl: 'https://lms.school.edu/mod/quiz/view.php?id=42' },
        policy: { reviewers: 2 },
      },
    ]);
    await vi.waitFor(() =>
      expect(page.router.currentRoute.value.fullPath).toBe('/exams/physics/settings/students'),
    );
  });

  it('fills the pages in by the address, until somebody writes them by hand', async () => {
    await page.type('quiz-url', 'https://school.instructure.com/courses/7/quizzes/42');
    expect(patterns('quizPatterns').join()).toContain('/courses/7/quizzes/42/take');
    await page.type('quiz-url', 'https://school.instructure.com/courses/7/quizzes/43');
    expect(patterns('quizPatterns').join()).toContain('/courses/7/quizzes/43/take');
    const [first] = page.all('[data-testid="quizPatterns"] input');
    await page.type(first ?? '', 'https://school.instructure.com/own*');
    await page.type('quiz-url', 'https://school.instructure.com/courses/7/quizzes/44');
    expect(patterns('quizPatterns')).toContain('https://school.instructure.com/own*');
    await page.click('fill-in');
    expect(patterns('quizPatterns').join()).toContain('/courses/7/quizzes/44/take');
  });

  it('tells what a page is to it, as it is typed', async () => {
    await page.type('quiz-url', 'https://school.instructure.com/courses/7/quizzes/42');
    await page.type('tester', 'https://school.instructure.com/courses/7/quizzes/42/take');
    expect(page.one('verdict').dataset['verdict']).toBe('quiz');
    await page.type('tester', 'https://school.instructure.com/courses/7/quizzes/42/history');
    expect(page.text('verdict')).toContain('Handed in');
    await page.type('tester', 'https://mail.example/');
    expect(page.text('verdict')).toContain('no pattern is of mail.example');
  });

  it('says why a pattern is refused', async () => {
    await page.type('quiz-url', 'https://quiz.school.edu/7');
    const [first] = page.all('[data-testid="quizPatterns"] input');
    await page.type(first ?? '', '*://*/*');
    first?.dispatchEvent(new Event('blur'));
    await settle();
    expect(page.text('quizPatterns')).toContain('This would be every page there is');
  });

  it('keeps what was entered where the server refuses it', async () => {
    server.answers.set(
      'POST /api/exams',
      problemResponse(422, 'pattern_too_wide', 'https://*.ac.uk/*'),
    );
    await page.type(field('title'), 'Physics I');
    await page.type(field('opens'), '2027-11-19T09:00');
    await page.type(field('closes'), '2027-11-19T11:00');
    await page.type('quiz-url', 'https://lms.school.edu/mod/quiz/view.php?id=42');
    await page.type('contact', 'Exam office');
    await page.click('save');
    expect(page.text('save-bar')).toContain('matches far more than one quiz platform');
    expect(field('title')).toHaveProperty('value', 'Physics I');
  });
});

describe('an exam that is there', () => {
  beforeEach(async () => {
    page = await openExamConsole('/exams/physics/settings/details');
  });

  it('is shown by its own clock, with what is unusual about its window', async () => {
    expect(field('opens')).toHaveProperty('value', '2026-11-20T09:00');
    expect(page.text('window-summary')).toContain('Fri 20 Nov, 09:00 to 11:00 (CET)');
    await page.type(field('opens'), '2027-03-28T01:00');
    await page.type(field('closes'), '2027-03-28T11:00');
    const warnings = page
      .all('[data-testid="window-warning"]')
      .map(({ textContent }) => textContent);
    expect(warnings[0]).toContain('from UTC+01:00 to UTC+02:00');
    expect(warnings[1]).toContain('9 h long');
    await page.type(field('opens'), '2027-03-28T02:30');
    expect(page.text('opens')).toContain('never show 02:30');
    await page.click(page.all('[data-testid="opens"] button')[0] ?? '');
    expect(field('opens')).toHaveProperty('value', '2027-03-28T03:30');
  });

  it('asks which one is meant where clocks show a time twice', async () => {
    await page.type(field('opens'), '2027-10-31T02:30');
    const choices = page.all('[data-testid="opens"] input[type="radio"]');
    expect(choices).toHaveLength(2);
    await page.type(field('closes'), '2027-10-31T04:00');
    await page.click(choices[1] ?? '');
    await page.click('save');
    expect(server.sent('PUT', '/api/exams/physics')).toMatchObject([
      { from: 1, settings: { opensAt: Date.UTC(2027, 9, 31, 1, 30) } },
    ]);
    expect(page.text('save-bar')).toContain('Saved');
  });

  it('that somebody else saved meanwhile is put together by choice, and nothing is lost', async () => {
    await page.type(field('title'), 'Physics I, mine');
    await page.type('contact', 'Me');
    server.change({ title: 'Physics I, theirs', rooms: ['Hall A', 'Hall B'] });
    await page.click('save');
    expect(page.all('[data-testid="conflict"]').map(({ dataset }) => dataset['path'])).toEqual([
      'title',
    ]);
    expect(page.text('overtaken')).toContain('Physics I, theirs');
    expect(page.text('overtaken')).toContain('Hall A · Hall B');
    await page.click('save-together');
    expect(server.detail.exam.contact).toBe('Exam office');
    await page.click(page.all('[data-testid="conflict"] input[value="mine"]')[0] ?? '');
    await page.click('save-together');
    expect(server.detail.exam).toMatchObject({
      title: 'Physics I, mine',
      contact: 'Me',
      rooms: ['Hall A', 'Hall B'],
      revision: 3,
    });
    expect(page.all('[data-testid="overtaken"]')).toEqual([]);
    expect(page.one('rooms')).toHaveProperty('value', 'Hall A\nHall B');
  });

  it('is not left with something unsaved before somebody says so', async () => {
    await page.type(field('title'), 'Physics I, changed');
    await page.click('tab-policy');
    await page.click('tab-details');
    expect(field('title')).toHaveProperty('value', 'Physics I, changed');
    void page.router.push('/exams');
    await settle();
    expect(page.text('confirm')).toContain('Details');
    expect(page.router.currentRoute.value.name).toBe('exam-settings');
    await page.click(page.all('[data-testid="confirm"] .button')[0] ?? '');
    expect(field('title')).toHaveProperty('value', 'Physics I, changed');
    void page.router.push('/exams');
    await settle();
    await page.click('confirm-yes');
    expect(page.router.currentRoute.value.name).toBe('exams');
  });

  it('asks the browser to hold the window only while something is unsaved', async () => {
    const closing = () => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(closing()).toBe(false);
    await page.type('contact', 'Me');
    expect(closing()).toBe(true);
    await page.click('save');
    expect(closing()).toBe(false);
  });
});

describe('settings', () => {
  it('are not for those who do not set exams up', async () => {
    server.staff = { ...server.staff, role: 'reviewer' };
    page = await openExamConsole('/exams/physics/settings');
    expect(page.wrapper.text()).not.toContain('Physics');
    expect(server.sent('GET', '/api/exams/physics')).toEqual([]);
  });

  it('that could not be read are read again by a person', async () => {
    server.answers.set('GET /api/exams/physics', 'no network');
    page = await openExamConsole('/exams/physics/settings');
    expect(page.wrapper.text()).toContain('The exam could not be read');
    server.answers.clear();
    await page.click(page.all('[role="alert"] button')[0] ?? '');
    expect(field('title')).toHaveProperty('value', 'Physics I');
  });
});
