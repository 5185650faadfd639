import { reasonSentences, type Reason } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { cameraProblem, consentProblem, enrolProblem, notALink } from './problems.ts';

const reasons = Object.keys(reasonSentences) as Reason[];

it('has two plain sentences for everything that can go wrong, and no exclamation', () => {
  const problems = [
    notALink,
    consentProblem,
    ...[null, ...reasons].map(enrolProblem),
    ...(['camera_denied', 'camera_in_use', 'camera_lost', 'camera_muted'] as const).map(
      cameraProblem,
    ),
  ];
  for (const { what, next } of problems) {
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(next).toMatch(/^[A-Z].*\.$/);
    expect(what + next).not.toMatch(/!|_/);
  }
});

it('offers another try only where one can help', () => {
  expect(enrolProblem(null).retry).toBe(true);
  expect(enrolProblem('exam_not_open').retry).toBe(true);
  expect(enrolProblem('unknown_code').retry).toBe(false);
  expect(enrolProblem('attempt_over').retry).toBe(false);
});
