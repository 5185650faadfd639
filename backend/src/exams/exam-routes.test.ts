import { defaultPolicy, examListSchema, policySchema, type Policy } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examWith } from '../../test-support/exams.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { problemIn, serveRoutes, signedIn, staff } from '../../test-support/routes.ts';
import { ExamPolicies } from './exam-policies.ts';
import { examRoutes } from './exam-routes.ts';

async function serve() {
  const { exams } = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  await exams.save(examWith());
  const policies = new ExamPolicies(exams, {
    onChanged: () => undefined,
    agreedBy: () => Promise.resolve(null),
    strangersTo: (_examId, attemptIds) => Promise.resolve(attemptIds.filter((id) => id !== 'ada')),
  });
  const headcounts = {
    invited: () => Promise.resolve(new Map([['exam-1', 12]])),
    here: () => 3,
  };
  const unused = () => Promise.reject(new Error('not asked for here'));
  const desk = { detail: unused, create: unused, change: unused };
  const router = examRoutes({ exams, desk, headcounts, policies, signedIn });
  return { exams, ...(await serveRoutes('/api/exams', router)) };
}

/** The default policy with one rule changed. */
function withNoFace(change: Partial<Policy['violations']['no_face']>): unknown {
  const { violations } = defaultPolicy;
  return {
    ...defaultPolicy,
    violations: { ...violations, no_face: { ...violations.no_face, ...change } },
  };
}

it('the exams are listed with who is invited and who is here', async () => {
  const { get } = await serve();
  const { body } = await get('');
  expect(examListSchema.parse(body).exams).toMatchObject([{ id: 'exam-1', invited: 12, here: 3 }]);
});

it('the exams are listed page by page', async () => {
  const { exams, get } = await serve();
  for (const opensAt of [5, 6, 7]) await exams.save(examWith({ id: `at-${opensAt}`, opensAt }));
  const found: string[] = [];
  for (let query: string | null = '?limit=2'; query !== null;) {
    const { exams: page, next } = examListSchema.parse((await get(query)).body);
    expect(page.length).toBeLessThanOrEqual(2);
    found.push(...page.map(({ id }) => id));
    query = next === null ? null : `?limit=2&cursor=${next}`;
  }
  expect(found).toEqual(['exam-1', 'at-7', 'at-6', 'at-5']);
  expect(problemIn(await get('?cursor=forged')).reason).toBe('invalid_message');
});

describe("an exam's policy", () => {
  it('is read and replaced, in the name of who is signed in', async () => {
    const { get, put, exams } = await serve();
    expect(policySchema.parse((await get('/exam-1/policy')).body)).toEqual(defaultPolicy);
    const answer = await put('/exam-1/policy', { from: 1, policy: withNoFace({ weight: 5 }) });
    expect(answer).toMatchObject({
      status: 200,
      body: { version: 2, violations: { no_face: { weight: 5 } } },
    });
    expect((await get('/exam-1/policy')).body).toEqual(answer.body);
    expect(await exams.findPolicy('exam-1', 2)).toMatchObject({ changedBy: staff.id });
  });

  it('is not replaced from an outdated one', async () => {
    const { put } = await serve();
    await put('/exam-1/policy', { from: 1, policy: withNoFace({ weight: 5 }) });
    const again = await put('/exam-1/policy', { from: 1, policy: withNoFace({ weight: 6 }) });
    expect(problemIn(again)).toMatchObject({ status: 409, reason: 'policy_outdated' });
  });

  const levels = { clear: 40, look: 15, likely: 70 };
  const caps = { low: 15, medium: 35, high: 20, critical: 100 };
  const wrong: Record<string, [body: unknown, words: string]> = {
    'a number out of its range': [
      { from: 1, policy: withNoFace({ ttlMs: 1 }) },
      'policy.violations.no_face.ttlMs: too small (at least 5000)',
    ],
    'a weight beyond the score': [
      { from: 1, policy: withNoFace({ weight: 101 }) },
      'policy.violations.no_face.weight: too big (at most 100)',
    ],
    'bands out of order': [
      { from: 1, policy: { ...defaultPolicy, caps } },
      'policy: a band must not add more than a graver one',
    ],
    'levels out of order': [
      { from: 1, policy: { ...defaultPolicy, levels } },
      'policy: the levels have to follow each other',
    ],
    'no version': [{ policy: defaultPolicy }, 'from: invalid type'],
    'no policy at all': [undefined, 'from: invalid type; policy: invalid type'],
  };
  it.each(Object.entries(wrong))(
    'is not replaced by %s, and one reads why',
    async (_what, [body, words]) => {
      const { get, put } = await serve();
      const problem = problemIn(await put('/exam-1/policy', body));
      expect(problem).toMatchObject({ status: 400, reason: 'invalid_message' });
      expect(problem.title).toContain(words);
      expect((await get('/exam-1/policy')).body).toMatchObject({ version: 1 });
    },
  );

  it('is not replaced by one that accommodates a stranger, and one reads why', async () => {
    const { get, put } = await serve();
    const policyFor = (attemptId: string) => ({
      ...defaultPolicy,
      accommodations: { [attemptId]: { violations: { gaze_away: { off: true } } } },
    });
    const problem = problemIn(await put('/exam-1/policy', { from: 1, policy: policyFor('eve') }));
    expect(problem).toMatchObject({ status: 400, reason: 'accommodation_unknown' });
    expect(problem.title).toMatch(/not one of this exam/);
    const good = await put('/exam-1/policy', { from: 1, policy: policyFor('ada') });
    expect(good).toMatchObject({ status: 200 });
    // Who grants them sees the whole of it.
    expect((await get('/exam-1/policy')).body).toHaveProperty('accommodations.ada');
  });

  it('of no exam is not found', async () => {
    const { get, put } = await serve();
    const change = { from: 1, policy: defaultPolicy };
    for (const answer of [await get('/none/policy'), await put('/none/policy', change)]) {
      expect(problemIn(answer)).toMatchObject({ status: 404, reason: 'unknown_exam' });
    }
  });

  it('is not replaced by who is not signed in', async () => {
    const { put } = await serve();
    const change = { from: 1, policy: defaultPolicy };
    const answer = await put('/exam-1/policy', change, 'session=eve');
    expect(problemIn(answer)).toMatchObject({ status: 401, reason: 'not_signed_in' });
  });
});
