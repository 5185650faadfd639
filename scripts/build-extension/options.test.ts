import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('the options of the extension’s build', () => {
  it('are the demo’s where none are given', () => {
    expect(readOptions([])).toBe('demo');
    expect(readOptions(['--help'])).toBe('help');
  });

  it('name a server and its quiz platform', () => {
    expect(
      readOptions([
        '--server',
        'https://invigil.school.edu/',
        '--origins',
        'https://lms.school.edu/*,https://*.quiz.school.edu/*',
      ]),
    ).toEqual({
      server: 'https://invigil.school.edu',
      quiz: 'https://lms.school.edu/*,https://*.quiz.school.edu/*',
      name: 'Invigil',
      out: 'extension/.output',
    });
  });

  it('leave the platform to the student where none is named', () => {
    expect(readOptions(['--server', 'https://invigil.school.edu'])).toMatchObject({ quiz: 'ask' });
  });

  it.each([
    [['--origins', 'https://lms.school.edu/*'], /which server/],
    [['--server', 'invigil.school.edu'], /takes an origin/],
    [['--server', 'https://invigil.school.edu/exams'], /takes an origin/],
    [['--server', 'http://invigil.school.edu'], /has to be https/],
    [['--server', 'https://a.edu', '--origins', 'https://*/*'], /--origins: .*every page/],
    [['--server', 'https://a.edu', '--origins', 'lms.school.edu'], /--origins: .*match pattern/],
    [['--server', 'https://a.edu', '--name', ' '], /--name/],
    [['--srever', 'https://a.edu'], /srever/],
  ])('say what is wrong with %j', (args, words) => {
    expect(() => readOptions(args)).toThrow(words);
  });
});
