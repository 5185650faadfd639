import { catalogue, defaultPolicy, scopeOf, studentViewSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examFor } from '../../../shared-types/src/testing/attempts.ts';
import { changeLines } from './consent-changes.ts';

const { violations, pageEvents } = defaultPolicy;
const told = examFor({
  recordDays: 90,
  policy: {
    ...defaultPolicy,
    video: 'on_demand',
    violations: {
      ...violations,
      gaze_away: { ...violations.gaze_away, enabled: false },
      identity_mismatch: { ...violations.identity_mismatch, enabled: false },
    },
    pageEvents: { ...pageEvents, paste: { ...pageEvents.paste, enabled: false } },
  },
});
const consent = { textVersion: '1', givenAt: 5, scope: scopeOf(told) };
const now = examFor({
  retentionDays: 60,
  recordDays: 91,
  studentView: studentViewSchema.parse({ receipt: 'arrival' }),
  policy: {
    ...defaultPolicy,
    violations: { ...violations, no_face: { ...violations.no_face, heldForMs: 2000 } },
    pageEvents: { ...pageEvents, paste: { ...pageEvents.paste, enabled: true } },
  },
});

describe('what has changed since the student agreed', () => {
  it('is said line by line, each with what it was', () => {
    const lines = changeLines(now, consent);
    expect(lines).toContain('No face is noticed after 2 seconds, instead of 3 seconds.');
    expect(lines).toContain(
      'Pictures, notes and messages are kept for 60 days, instead of 30 days.',
    );
    expect(lines).toContain(
      'That you took part, and what was decided, is kept for 91 days, instead of 90 days.',
    );
    expect(lines.join(' ')).toContain(catalogue.gaze_away.label.slice(1));
    expect(lines.join(' ')).toContain(catalogue.identity_mismatch.label.slice(1));
    expect(lines.join(' ')).toContain('The live video is sent all the time');
    expect(lines.at(-1)).toContain('that your exam has arrived');
    expect(lines).toHaveLength(8);
  });

  it('is nothing at first, and where nothing goes beyond it', () => {
    expect(changeLines(now, null)).toEqual([]);
    expect(changeLines(told, consent)).toEqual([]);
    expect(changeLines(now, { ...consent, scope: scopeOf(now) })).toEqual([]);
  });
});
