import { defaultPolicy, type Appeal, type Attempt, type Incident } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { reviewWith, violationWith } from '../../test-support/incidents.ts';
import { attemptFor } from '../../../shared-types/src/testing/attempts.ts';
import type { AuditRecord } from '../audit/index.ts';
import { ReviewRoom } from './review-room.ts';

const ida = { id: 'staff-1', username: 'ida', role: 'reviewer' } as const;
const appeal: Appeal = {
  ...{ id: 'appeal-1', examId: 'exam-1', attemptId: 'attempt-1', incidentId: 'incident-1' },
  ...{ at: 7, text: 'It was the cat.', answer: null },
};

/** A room with one student; `whileClosing` happens between the look for what is left and the end. */
function roomWith(whileClosing: (student: { incidents: Incident[]; appeals: Appeal[] }) => void) {
  let attempt = attemptFor({ state: 'under_review' });
  const student = {
    incidents: [violationWith({ review: reviewWith('accepted') })] as Incident[],
    appeals: [] as Appeal[],
  };
  const audited: AuditRecord[] = [];
  const move = (state: Attempt['state']) => {
    attempt = { ...attempt, state };
    return Promise.resolve(attempt);
  };
  const unused = () => Promise.reject(new Error('nobody asks for this'));
  const room = new ReviewRoom(
    {
      record: { policy: unused, attempts: unused, incidents: unused, appeals: unused },
      attempts: {
        get: () => Promise.resolve(attempt),
        close: () => {
          whileClosing(student);
          return move('closed');
        },
        review: () => move('under_review'),
      },
      student: () => Promise.resolve({ ...student, policy: defaultPolicy }),
      efforts: { add: unused, listByExam: unused },
      audit: { write: (record) => void audited.push(record) },
    },
    { decisions: 5, doubtful: 0.5, mayLose: 0.1, steps: [2] },
  );
  return { room, audited, state: () => attempt.state };
}

describe('closing a review', () => {
  it('is done, and on record', async () => {
    const { room, audited, state } = roomWith(() => undefined);
    await room.close('attempt-1', ida, 9000);
    expect(state()).toBe('closed');
    expect(audited).toEqual([
      {
        ...{ at: 9000, what: 'review_closed', examId: 'exam-1', attemptId: 'attempt-1' },
        ...{ who: { kind: 'staff', staffId: 'staff-1', name: 'ida' }, detail: {} },
      },
    ]);
  });

  it.each<[string, Parameters<typeof roomWith>[0]]>([
    ['an appeal', ({ appeals }) => void appeals.push(appeal)],
    ['an incident', ({ incidents }) => void incidents.push(violationWith())],
  ])('leaves it open where %s comes in between', async (_what, meanwhile) => {
    const { room, audited, state } = roomWith(meanwhile);
    await expect(room.close('attempt-1', ida, 9000)).rejects.toMatchObject({
      reason: 'review_unfinished',
    });
    expect(state()).toBe('under_review');
    expect(audited).toEqual([]);
  });
});
