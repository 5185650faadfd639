import { expect, it } from 'vitest';
import { matchesWholeSuffix } from './pattern-width.ts';

it.each([
  'https://*.ac.uk/*',
  'https://*.github.io/*',
  'https://*.edu.au:8443/quiz/*',
  'http://*.AC.UK/*',
  'https://*.blogspot.com/*',
  // Browsers take a host with a dot at its end for the same.
  'https://*.ac.uk./*',
  'https://*.com./*',
])('%s is everybody’s', (pattern) => {
  expect(matchesWholeSuffix(pattern)).toBe(true);
});

it.each([
  'https://*.school.ac.uk/*',
  'https://ac.uk/*',
  'https://my-school.github.io/quiz*',
  'https://*.instructure.com/courses/7/*',
  'https://lms.example.edu/*',
  'http://localhost:7420/demo/quiz*',
  'http://127.0.0.1:7420/demo/quiz*',
])('%s is somebody’s', (pattern) => {
  expect(matchesWholeSuffix(pattern)).toBe(false);
});
