import { describe, expect, it } from 'vitest';
import { returnPath } from './return-path.ts';

describe('the way back after signing in', () => {
  it('is the page that was left', () => {
    expect(returnPath('/exams/physics-1/wall')).toBe('/exams/physics-1/wall');
  });

  it.each([
    undefined,
    null,
    '',
    'exams',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    ['/exams'],
  ])('is the list of exams for %j', (wanted) => {
    expect(returnPath(wanted)).toBe('/exams');
  });
});
