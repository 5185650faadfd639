import {
  defaultPolicy,
  policySchema,
  violationTypes,
  whatIfReplySchema,
  type Policy,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examRecordOf } from '../../test-support/exam-record.ts';
import { pageEventWith, reviewWith, violationWith } from '../../test-support/incidents.ts';
import { whatIf } from './what-if.ts';

const changed = (change: (policy: Policy) => void): Policy => {
  const policy = structuredClone(defaultPolicy);
  change(policy);
  return policySchema.parse({ ...policy, version: 2 });
};
const gaze = (strength: number | null, more = {}) =>
  violationWith({ type: 'gaze_away', heldMs: 5000, strength, ...more });

describe('under another policy', () => {
  const record = examRecordOf({
    ann: { incidents: [gaze(1.2), gaze(2.5, { capturedAt: 1 })] },
    ben: { incidents: [gaze(1.2, { review: reviewWith('accepted') }), violationWith()] },
    cem: { incidents: [pageEventWith()] },
    dan: {},
  });

  it('it is told who would stand elsewhere, and what would be lost', () => {
    const milder = changed((policy) => (policy.violations.gaze_away.thresholdFactor = 1.5));
    expect(whatIfReplySchema.parse(whatIf(record, milder))).toEqual({
      changed: [
        {
          ...{ attemptId: 'ann', studentName: 'ann' },
          ...{ now: { score: 4, level: 'clear' }, then: { score: 2, level: 'clear' } },
        },
        {
          ...{ attemptId: 'ben', studentName: 'ben' },
          ...{ now: { score: 10, level: 'clear' }, then: { score: 8, level: 'clear' } },
        },
      ],
      levels: [
        { level: 'clear', now: 4, then: 4 },
        { level: 'look', now: 0, then: 0 },
        { level: 'likely', now: 0, then: 0 },
        { level: 'severe', now: 0, then: 0 },
      ],
      types: [
        { type: 'no_face', now: 1, then: 1, acceptedLost: 0 },
        { type: 'gaze_away', now: 3, then: 1, acceptedLost: 1 },
        { type: 'page_hidden', now: 1, then: 1, acceptedLost: 0 },
      ],
    });
  });

  it('the largest change comes first', () => {
    const graver = changed((policy) => {
      policy.pageEvents.page_hidden.weight = 35;
      policy.violations.gaze_away.weight = 5;
    });
    const { changed: who, levels } = whatIf(record, graver);
    expect(who.map(({ attemptId }) => attemptId)).toEqual(['cem', 'ann', 'ben']);
    expect(levels[1]).toEqual({ level: 'look', now: 0, then: 1 });
  });

  it('nothing changes under the one in force', () => {
    expect(whatIf(record, defaultPolicy).changed).toEqual([]);
  });

  it('everybody keeps the accommodations that it names', () => {
    const accommodated = changed((policy) => {
      policy.violations.gaze_away.thresholdFactor = 1.1;
      policy.accommodations = policySchema.parse({
        accommodations: { ann: { violations: { gaze_away: { thresholdFactor: 3 } } } },
      }).accommodations;
    });
    expect(whatIf(record, accommodated).changed.map(({ attemptId }) => attemptId)).toEqual(['ann']);
  });
});

it('a thousand students with twenty incidents each are judged anew in well under a second', () => {
  const record = examRecordOf(
    Object.fromEntries(
      Array.from({ length: 1000 }, (_, student) => [
        `student-${student}`,
        {
          incidents: Array.from({ length: 20 }, (_, n) =>
            violationWith({
              type: violationTypes[(student + n) % violationTypes.length] ?? 'no_face',
              capturedAt: 1_700_000_000_000 + n * 60_000,
              heldMs: 10_000,
              strength: 1 + ((student * 7 + n) % 20) / 10,
            }),
          ),
        },
      ]),
    ),
  );
  const milder = changed((policy) => {
    for (const type of violationTypes) policy.violations[type].thresholdFactor = 1.5;
  });
  const begin = performance.now();
  const { changed: who } = whatIf(record, milder);
  const tookMs = performance.now() - begin;
  expect(who).not.toEqual([]);
  expect(tookMs).toBeLessThan(1000);
});
