import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consentScopeSchema, isWithin, narrowed, scopeOf, wideningsOf } from './consent-scope.ts';
import { agreedPolicy } from './policy-for.ts';
import { defaultPolicy, policySchema, type Policy } from './policy.ts';
import { studentViewSchema, type StudentView } from './student-view.ts';
import { attemptFor, examFor } from './testing/attempts.ts';
import { policies } from './testing/policies.ts';

const exam = examFor();
const scope = scopeOf(exam);
const withPolicy = (policy: Partial<Policy>) =>
  scopeOf(examFor({ policy: { ...defaultPolicy, ...policy } }));
const { violations, pageEvents } = defaultPolicy;
const without = { ...violations, gaze_away: { ...violations.gaze_away, enabled: false } };
const withView = (view: Partial<StudentView>) =>
  scopeOf(examFor({ studentView: studentViewSchema.parse(view) }));

describe('what an exam asks for', () => {
  it('is what is switched on of its policy, and how long things are kept', () => {
    const asked = withPolicy({ violations: without });
    expect(consentScopeSchema.parse(asked)).toEqual(asked);
    expect(asked.violations).not.toHaveProperty('gaze_away');
    expect(asked.violations.no_face).toBe(violations.no_face.heldForMs);
    expect(asked).toMatchObject({ video: 'continuous', retentionDays: 30, recordDays: 365 });
  });

  it('is within itself', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const asked = withPolicy(policy);
        expect(wideningsOf(asked, asked)).toEqual([]);
      }),
    );
  });
});

describe('an exam goes beyond what was agreed to', () => {
  it('where it looks for something besides, or sooner', () => {
    expect(wideningsOf(scope, withPolicy({ violations: without }))).toEqual([
      { kind: 'violation', type: 'gaze_away', agreedMs: null },
    ]);
    const sooner = { ...violations, no_face: { ...violations.no_face, heldForMs: 2000 } };
    expect(wideningsOf(withPolicy({ violations: sooner }), scope)).toEqual([
      { kind: 'violation', type: 'no_face', agreedMs: violations.no_face.heldForMs },
    ]);
  });

  it('where it notices something besides, sends more video or keeps it for longer', () => {
    const deaf = { ...pageEvents, page_hidden: { ...pageEvents.page_hidden, enabled: false } };
    expect(wideningsOf(scope, withPolicy({ pageEvents: deaf }))).toEqual([
      { kind: 'page_event', type: 'page_hidden' },
    ]);
    expect(wideningsOf(scope, withPolicy({ video: 'on_demand' }))).toEqual([{ kind: 'video' }]);
    const longer = scopeOf(examFor({ retentionDays: 31, recordDays: 366 }));
    expect(wideningsOf(longer, scope)).toEqual([
      { kind: 'pictures_kept', agreedDays: 30 },
      { kind: 'records_kept', agreedDays: 365 },
    ]);
  });

  it.each<Partial<StudentView>>([
    { warnings: false },
    { watchers: 'hidden' },
    { receipt: 'incidents' },
    { receipt: 'arrival' },
    { appealDays: 13 },
  ])('where it shows the student less: %o', (view) => {
    expect(wideningsOf(withView(view), scope)).toEqual([{ kind: 'shown' }]);
    expect(isWithin(scope, withView(view))).toBe(true);
  });

  it('never by becoming milder', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const milder = narrowed(policy, scope);
        expect(isWithin(withPolicy(milder), withPolicy(policy))).toBe(true);
      }),
    );
  });
});

describe('a policy for whoever agreed to less', () => {
  it('is within what they agreed to, whatever it was, and still a policy', () => {
    fc.assert(
      fc.property(policies, policies, (wide, told) => {
        const agreed = withPolicy(told);
        const judged = narrowed(wide, agreed);
        expect(isWithin(withPolicy(judged), agreed)).toBe(true);
        expect(policySchema.parse(judged)).toEqual(judged);
      }),
    );
  });

  it('is the policy itself where it asks for no more', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(narrowed(policy, withPolicy(policy))).toEqual(policy);
      }),
    );
  });

  it('is the policy as it is for agreements from before scopes were kept', () => {
    expect(narrowed(defaultPolicy, null)).toBe(defaultPolicy);
    const consent = { textVersion: '1', givenAt: 1, scope: null };
    expect(agreedPolicy(attemptFor({ consent }), defaultPolicy)).toEqual(defaultPolicy);
  });

  it('has no more video than was agreed to', () => {
    const agreed = withPolicy({ video: 'on_demand' });
    expect(narrowed(defaultPolicy, agreed).video).toBe('on_demand');
    expect(narrowed({ ...defaultPolicy, video: 'on_demand' }, scope).video).toBe('on_demand');
  });
});
