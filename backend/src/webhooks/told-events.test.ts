import { attemptLifecycle, type Attempt } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { violationWith } from '../../test-support/incidents.ts';
import { attemptEvent, confirmedEvent } from './told-events.ts';

const attempt = (parts: Partial<Attempt>): Attempt => ({
  id: 'attempt-1',
  examId: 'exam-1',
  studentName: 'Ada',
  studentNumber: '0042',
  state: 'in_progress',
  outcome: null,
  consent: null,
  firstJoinedAt: null,
  endedAt: null,
  room: null,
  pausedAt: null,
  extraTimeMs: 0,
  admittedAt: null,
  systemCheck: null,
  ...parts,
});
const subject = { examId: 'exam-1', attemptId: 'attempt-1' };

test('an attempt has started when it is joined for the first time', () => {
  const joined = attempt({ firstJoinedAt: 5 });
  expect(attemptEvent(joined, 'join', 5)).toEqual(['attempt.started', subject, 5]);
  expect(attemptEvent(joined, 'join', 6)).toBeNull();
});

test('it has ended however it ended, once', () => {
  const ends = [
    ['submit', 'submitted'],
    ['end', 'ended'],
    ['expire', 'expired'],
  ] as const;
  for (const [event, outcome] of ends) {
    expect(attemptEvent(attempt({ state: outcome }), event, 9)).toEqual([
      'attempt.ended',
      { ...subject, outcome },
      9,
    ]);
  }
  const others = attemptLifecycle.events.filter((event) => !ends.some(([end]) => end === event));
  for (const event of others) {
    const state = event === 'review' ? 'under_review' : 'in_progress';
    expect(attemptEvent(attempt({ state }), event, 9)).toBeNull();
  }
});

test('of a confirmed violation goes what it is and when, no name and no picture', () => {
  const incident = violationWith({ attemptId: 'attempt-1', examId: 'exam-1' });
  const { id, type, capturedAt, confirmedAt } = incident;
  expect(confirmedEvent(incident)).toEqual([
    'incident.confirmed',
    { ...subject, incident: { id, type, capturedAt } },
    confirmedAt,
  ]);
});
