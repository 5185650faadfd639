import { describe, expect, it } from 'vitest';
import {
  admissionOf,
  attemptLifecycle,
  attemptSchema,
  closesAtFor,
  isBefore,
  isOver,
  outcomeSchema,
} from './attempt.ts';
import { attemptFor, examFor } from './testing/attempts.ts';

describe('an attempt', () => {
  it('of before there were rooms, pauses, numbers and checks is read as one without', () => {
    const old = {
      ...{ id: 'a', examId: 'e', studentName: 'Ada', state: 'left' },
      ...{ consent: null, firstJoinedAt: 1, endedAt: null },
    };
    expect(attemptSchema.parse(old)).toEqual({
      ...old,
      studentNumber: null,
      outcome: null,
      room: null,
      pausedAt: null,
      extraTimeMs: 0,
      admittedAt: null,
      systemCheck: null,
    });
  });

  it('closes later for whoever was given more time', () => {
    expect(closesAtFor({ closesAt: 1000 }, { extraTimeMs: 500 })).toBe(1500);
  });

  it('is before, in, or after its sitting', () => {
    const phases = attemptLifecycle.states.map((state) => [
      state,
      isBefore(state) ? 'before' : isOver(state) ? 'after' : 'in',
    ]);
    expect(Object.fromEntries(phases)).toEqual({
      ...{ invited: 'before', declined: 'before', consented: 'before', checking: 'before' },
      ...{ ready: 'before', waiting: 'before' },
      ...{ in_progress: 'in', reconnecting: 'in', left: 'in' },
      ...{ submitted: 'after', ended: 'after', expired: 'after' },
      ...{ under_review: 'after', closed: 'after' },
    });
  });

  it('never comes back from after its sitting, and has an outcome exactly there', () => {
    for (const state of attemptLifecycle.states.filter(isOver)) {
      for (const event of attemptLifecycle.events) {
        const transition = attemptLifecycle.next(state, event);
        if (transition.moved) expect(isOver(transition.state)).toBe(true);
      }
    }
    expect(outcomeSchema.options.every((outcome) => isOver(outcome))).toBe(true);
  });
});

describe('whether a student may join', () => {
  const automatic = examFor({ opensAt: 100, closesAt: 200 });
  const byHand = examFor({ opensAt: 100, closesAt: 200, admission: 'by_invigilator' });
  const fresh = attemptFor();
  const admitted = attemptFor({ admittedAt: 50 });
  const begun = attemptFor({ firstJoinedAt: 120 });
  const slow = attemptFor({ extraTimeMs: 50 });

  it.each([
    ['before the window', automatic, fresh, 99, { state: 'opens', at: 100 }],
    ['as it opens', automatic, fresh, 100, { state: 'open' }],
    ['as it closes', automatic, fresh, 200, { state: 'open' }],
    ['after it has closed', automatic, fresh, 201, { state: 'closed', at: 200 }],
    ['with more time, after it has closed', automatic, slow, 250, { state: 'open' }],
    ['when even that is over', automatic, slow, 251, { state: 'closed', at: 250 }],
    ['let in before the window', automatic, admitted, 60, { state: 'open' }],
    ['let in, after the close', automatic, admitted, 201, { state: 'closed', at: 200 }],
    ['begun, after the close', automatic, begun, 9999, { state: 'open' }],
    ['not let in before the window', byHand, fresh, 60, { state: 'by_invigilator' }],
    ['not let in within the window', byHand, fresh, 150, { state: 'by_invigilator' }],
    ['let in by hand before the window', byHand, admitted, 60, { state: 'open' }],
    ['never let in, after the close', byHand, fresh, 201, { state: 'closed', at: 200 }],
    ['begun, in one where they are let in', byHand, begun, 60, { state: 'open' }],
  ] as const)('%s', (_when, exam, attempt, now, expected) => {
    expect(admissionOf(exam, attempt, now)).toEqual(expected);
  });
});
