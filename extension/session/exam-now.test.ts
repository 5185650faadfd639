import { defaultPolicy, examFactsOf } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examFor } from '../../shared-types/src/testing/attempts.ts';
import { examAfter } from './exam-now.ts';

const before = examFor({
  revision: 3,
  title: 'Third',
  joinCode: 'ABCDEFGH',
  policy: { ...defaultPolicy, version: 5 },
});
const settings = (revision: number, title: string) =>
  examFactsOf(examFor({ revision, title, quizPatterns: [`https://lms.example.edu/${title}`] }));

describe('the exam after something was told of it', () => {
  it('has the newer settings, with the policy that it had', () => {
    const after = examAfter(before, settings(4, 'Fourth'), { ...defaultPolicy, version: 4 });
    expect(after).toMatchObject({
      revision: 4,
      title: 'Fourth',
      quizPatterns: ['https://lms.example.edu/Fourth'],
      joinCode: 'ABCDEFGH',
    });
    expect(after.policy).toBe(before.policy);
  });

  it('has the newer policy, with the settings that it had', () => {
    const policy = { ...defaultPolicy, version: 6 };
    const after = examAfter(before, settings(2, 'Second'), policy);
    expect(after).toMatchObject({ revision: 3, title: 'Third' });
    expect(after.policy).toBe(policy);
  });

  it('goes by what is said anew of the very same, as it is for this student', () => {
    const policy = { ...defaultPolicy, version: 5 };
    expect(examAfter(before, settings(3, 'Third'), policy).policy).toBe(policy);
  });
});
