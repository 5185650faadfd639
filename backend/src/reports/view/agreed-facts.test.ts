import { scopeOf } from '@invigil/shared-types';
import { examFor } from '@invigil/shared-types/testing/attempts';
import { expect, it } from 'vitest';
import { agreedFacts } from './agreed-facts.ts';
import { timesOf } from './times.ts';

const times = timesOf('Europe/Madrid', 0, 60_000);
const exam = examFor();

it('says to what a student agreed, and when', () => {
  const [fact] = agreedFacts({ textVersion: '7', givenAt: 0, scope: scopeOf(exam) }, times);
  expect(fact?.value).toContain('To the text 7');
  expect(fact?.value).toContain('No face (3 s)');
  expect(fact?.value).toContain('Quiz page hidden');
  expect(fact?.value).toContain('Video: all the time');
  expect(fact?.value).toContain('pictures, notes and messages 30 days, the attempt 365 days');
});

it('says no more than is known', () => {
  expect(agreedFacts(null, times)).toEqual([]);
  const [fact] = agreedFacts({ textVersion: '7', givenAt: 0, scope: null }, times);
  expect(fact?.value).not.toContain('Looked for');
});
