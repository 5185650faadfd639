import {
  defaultPolicy,
  precisionListSchema,
  type Incident,
  type Policy,
  type ReviewVote,
  type ViolationIncident,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examRecordOf } from '../../test-support/exam-record.ts';
import {
  contradictionWith,
  pageEventWith,
  reviewWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { precisionOf } from './precision.ts';

const rules = { decisions: 5, doubtful: 0.5, mayLose: 0.1, steps: [1.25, 1.5, 2, 3, 4] };
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const gaze = (state: ReviewVote['state'], more: Partial<ViolationIncident> = {}) =>
  violationWith({ type: 'gaze_away', heldMs: 4000, review: reviewWith(state), ...more });
const of = (incidents: readonly Incident[], policy: Policy = defaultPolicy) => {
  const list = precisionOf(examRecordOf({ ann: { incidents } }, policy), rules);
  return precisionListSchema.parse(list).detectors;
};

describe('how often people agree with a detector', () => {
  it('is told of each that saw something, the gravest first', () => {
    expect(
      of([
        gaze('accepted'),
        gaze('dismissed'),
        gaze('unsure'),
        violationWith({ type: 'gaze_away' }),
        violationWith({ type: 'multiple_faces' }),
      ]),
    ).toEqual([
      {
        ...{ type: 'multiple_faces', accepted: 0, dismissed: 0, unsure: 0, open: 1 },
        ...{ precision: null, suggestion: null },
      },
      {
        ...{ type: 'gaze_away', accepted: 1, dismissed: 1, unsure: 1, open: 1 },
        ...{ precision: 0.5, suggestion: null },
      },
    ]);
  });

  it('suggests nothing on few decisions, nor where people agree', () => {
    expect(of(times(4, () => gaze('dismissed', { strength: 1.1 })))[0]?.suggestion).toBeNull();
    const half = [
      ...times(5, () => gaze('accepted', { strength: 3.5 })),
      ...times(5, () => gaze('dismissed', { strength: 1.1 })),
    ];
    expect(of(half)[0]?.suggestion).toBeNull();
  });
});

describe('a suggestion', () => {
  const suggested = (incidents: readonly Incident[], policy?: Policy) =>
    of(incidents, policy)[0]?.suggestion;

  it('is the mildest threshold that spares most of what was dismissed, and nearly nothing else', () => {
    const dismissed = times(8, (n) => gaze('dismissed', { strength: n < 6 ? 1.4 : 1.9 }));
    const accepted = times(2, () => gaze('accepted', { strength: 2.2 }));
    expect(suggested([...dismissed, ...accepted])).toEqual({
      ...{ kind: 'threshold', factor: 2, spares: 8 },
    });
    const weak = gaze('accepted', { strength: 1.8 });
    expect(suggested([...dismissed, ...accepted, weak])).toEqual({
      ...{ kind: 'threshold', factor: 1.5, spares: 6 },
    });
  });

  it('goes on from what the exam asks for already', () => {
    const policy = structuredClone(defaultPolicy);
    policy.violations.gaze_away.thresholdFactor = 2;
    const dismissed = times(6, () => gaze('dismissed', { strength: 2.3 }));
    expect(suggested(dismissed, policy)).toEqual({ kind: 'threshold', factor: 2.5, spares: 6 });
  });

  it('is a holding time where it is known how long something went on', () => {
    const claimedAtOnce = times(6, () => gaze('dismissed', { heldMs: 4100, strength: null }));
    const accepted = gaze('accepted', { heldMs: 20_000 });
    expect(suggested([...claimedAtOnce, accepted])).toBeNull();
    const hidden = times(6, (n) =>
      pageEventWith({ durationMs: 1100 + n, review: reviewWith('dismissed') }),
    );
    expect(suggested(hidden)).toEqual({ kind: 'holding', heldForMs: 1250, spares: 6 });
  });

  it('is switching it off where nothing else helps and nobody accepted anything', () => {
    const strong = times(6, () => gaze('dismissed', { heldMs: 60_000, strength: 9 }));
    expect(suggested(strong)).toEqual({ kind: 'off', spares: 6 });
    expect(suggested([...strong, gaze('accepted', { heldMs: 60_000, strength: 9 })])).toBeNull();
  });

  it('is none for what no rule is about', () => {
    const all = times(6, () => contradictionWith({ review: reviewWith('dismissed') }));
    expect(of(all)).toMatchObject([{ precision: 0, suggestion: null }]);
  });
});
