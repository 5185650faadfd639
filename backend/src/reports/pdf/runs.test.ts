import { describe, expect, it } from 'vitest';
import { drawable, visualRuns } from './runs.ts';

const texts = (line: string): string[] => visualRuns(line, 400).map(({ text }) => text);

describe('what a font can draw', () => {
  it('stays as it is in Latin, Greek, Cyrillic, Arabic and Hebrew', () => {
    for (const text of [
      'Vega, Luz',
      'Łukasz Żółć',
      'Đặng Thị',
      'Σοφία',
      'Ярослав',
      'محمد',
      'דוד',
    ]) {
      expect(drawable(text, 400)).toBe(text);
      expect(drawable(text, 600)).toBe(text);
    }
  });

  it('is otherwise named by its number, a sign of several in one bracket', () => {
    expect(drawable('a 😀 b', 400)).toBe('a [U+1F600] b');
    expect(drawable('👩‍💻', 400)).toBe('[U+1F469 U+200D U+1F4BB]');
    expect(drawable('李', 400)).toBe('[U+674E]');
    // A letter that a font has, with a mark that it has not.
    expect(drawable('q\u0489', 400)).toMatch(/^q(\u0489|\[U\+0489\])$/);
  });

  it('is nothing where there is nothing to be seen', () => {
    expect(drawable('a\u202Eb\u2060c', 400)).toBe('abc');
    expect(drawable('a\tb', 400)).toBe('a b');
  });
});

describe('the pieces of a line', () => {
  it('are one for each font', () => {
    const runs = visualRuns('Ida Ωμέγα Жук', 400);
    expect(runs.map(({ text }) => text).join('')).toBe('Ida Ωμέγα Жук');
    expect(new Set(runs.map(({ font }) => font))).toEqual(
      new Set(['inter-latin-400', 'inter-greek-400', 'inter-cyrillic-400']),
    );
  });

  it('go from right to left where words do, and numbers do not', () => {
    expect(texts('محمد علي')).toEqual(['علي', ' ', 'محمد']);
    expect(texts('Room محمد علي 12').join('')).toBe('Room 12 عليمحمد'.replace('عليم', 'علي م'));
    expect(texts('(דוד)').join('')).toBe('(דוד)');
  });
});
