import { defaultPolicy, scopeOf } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { attemptFor, examFor } from '../../shared-types/src/testing/attempts.ts';
import { hasAgreed } from './agreement.ts';

const told = examFor({ retentionDays: 30 });
const longer = examFor({ retentionDays: 60 });
const consent = { textVersion: '1', givenAt: 5, scope: scopeOf(told) };
const waiting = attemptFor({ state: 'waiting' });
const known = { attempt: waiting, consent, consentVersion: '1', exam: told };

describe('a student has agreed', () => {
  it('to the text and the exam that they read about', () => {
    expect(hasAgreed(known)).toBe(true);
    expect(hasAgreed({ ...known, consentVersion: '2' })).toBe(false);
    expect(hasAgreed({ ...known, consent: null })).toBe(false);
  });

  it('not to one that goes beyond it, before they have begun', () => {
    expect(hasAgreed({ ...known, exam: longer })).toBe(false);
  });

  it('to one that asks for less than they read about', () => {
    const { gaze_away: rule, ...others } = defaultPolicy.violations;
    const violations = { ...others, gaze_away: { ...rule, enabled: false } };
    const milder = examFor({ policy: { ...defaultPolicy, violations } });
    expect(hasAgreed({ ...known, exam: milder })).toBe(true);
  });

  it('once they have begun, and is not asked again', () => {
    const begun = attemptFor({ state: 'left', firstJoinedAt: 7 });
    expect(hasAgreed({ ...known, attempt: begun, exam: longer })).toBe(true);
  });

  it('to the exam as it is, where what they read was not kept', () => {
    expect(hasAgreed({ ...known, consent: { ...consent, scope: null }, exam: longer })).toBe(true);
  });
});
