import { describe, expect, it } from 'vitest';
import { attemptFor, examFor } from '../../shared-types/src/testing/attempts.ts';
import { missingOf, missingWords } from './missing.ts';
import type { StoredEnrolment } from './stored.ts';

const enrolment: StoredEnrolment = {
  serverOrigin: 'https://invigil.example.edu',
  code: 'abcdefghijklmnop',
  token: 'token-1',
  tokenExpiresAt: 1_000_000,
  consentVersion: '1',
  consent: { textVersion: '1', givenAt: 5, scope: null },
  ended: null,
  attempt: attemptFor({ state: 'waiting' }),
  admission: { state: 'open' },
  examVersion: '1/1/1',
  serverTime: 0,
  deletion: { picturesAt: 3_000_000, recordsAt: 4_000_000 },
  exam: examFor(),
};
const reached = { allowed: true, asks: true };

describe('what keeps an exam from being sat', () => {
  it('is nothing where the student has agreed and the pages are allowed', () => {
    expect(missingOf(enrolment, reached)).toBeNull();
  });

  it('is a click of the student’s where the pages are others than were allowed', () => {
    expect(missingOf(enrolment, { allowed: false, asks: true })).toBe('access');
    expect(missingWords('access', 'x').title).toBe('One more step before your exam');
  });

  it('is nothing that the student could do where the extension was made for other pages', () => {
    expect(missingOf(enrolment, { allowed: false, asks: false })).toBe('out_of_reach');
    const { words, button } = missingWords('out_of_reach', 'exams@example.edu');
    expect(words).toContain('exams@example.edu');
    expect(button).toBeNull();
  });

  it('is their word where there is none, or one about an earlier text', () => {
    expect(missingOf({ ...enrolment, consent: null }, reached)).toBe('consent');
    expect(missingOf({ ...enrolment, consentVersion: '2' }, reached)).toBe('consent');
  });

  it('is nothing for whoever has declined, or is done', () => {
    const declined = attemptFor({ state: 'declined' });
    expect(missingOf({ ...enrolment, consent: null, attempt: declined }, reached)).toBeNull();
    expect(
      missingOf({ ...enrolment, ended: 'submitted' }, { allowed: false, asks: true }),
    ).toBeNull();
  });
});
