import { defaultPolicy, reviewOf, reviewQueueSchema, type Appeal } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { examRecordOf } from '../../test-support/exam-record.ts';
import {
  contradictionWith,
  evidenceWith,
  noteWith,
  pageEventWith,
  reviewWith,
  technicalWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { reviewQueue } from './review-queue.ts';

const all = { limit: 200 };
const appealWith = (parts: Partial<Appeal> = {}): Appeal => ({
  ...{ id: 'appeal', examId: 'exam-1', attemptId: 'a', incidentId: 'i' },
  ...{ at: 1, text: 'It was the cat.', answer: null },
  ...parts,
});
const answered = appealWith({ answer: { at: 2, byStaffId: 's', byName: 'ida', text: 'Seen.' } });
const counted = (faces: number | null) =>
  ({ state: 'taken', evidence: evidenceWith(), faces }) as const;
const names = (queue: ReturnType<typeof reviewQueue>) =>
  queue.items.map(({ attempt }) => attempt.id);

describe('the queue', () => {
  it('puts first who deserves a look, and last with whom nothing is left to do', () => {
    const record = examRecordOf({
      nothing: {},
      decided: {
        incidents: [violationWith({ type: 'multiple_faces', review: reviewWith('accepted') })],
      },
      little: { incidents: [pageEventWith()] },
      much: { incidents: [violationWith({ type: 'multiple_faces' })] },
      disputed: { incidents: [violationWith({ type: 'no_face', witness: counted(1) })] },
      appealed: { incidents: [pageEventWith()], appeals: [appealWith()] },
      answered: {
        incidents: [pageEventWith({ review: reviewWith('dismissed') })],
        appeals: [answered],
      },
      same: { incidents: [pageEventWith()] },
    });
    const queue = reviewQueueSchema.parse(reviewQueue(record, [], 's', all));
    expect(names(queue)).toEqual([
      'appealed',
      'disputed',
      'much',
      'little',
      'same',
      'decided',
      'nothing',
      'answered',
    ]);
    expect(queue.progress).toEqual({
      ...{ students: 8, settled: 3, closed: 0 },
      ...{ incidents: 7, decided: 2, effort: null },
    });
    expect(queue.items[1]).toMatchObject({
      ...{ score: 8, level: 'clear', incidents: 1, open: 1, openForMe: 1, disputed: 1, appeals: 0 },
    });
  });

  it('comes in pages that miss nobody and name nobody twice', () => {
    const record = examRecordOf(
      Object.fromEntries(
        Array.from({ length: 23 }, (_, n) => [
          `s${n}`,
          { incidents: n % 3 === 0 ? [violationWith()] : n % 3 === 1 ? [pageEventWith()] : [] },
        ]),
      ),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = reviewQueue(record, [], 's', { limit: 5, cursor });
      seen.push(...names(page));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(names(reviewQueue(record, [], 's', all)));
    expect(new Set(seen).size).toBe(23);
  });

  it.each(['x', 'bm9uc2Vuc2U', Buffer.from('{"a":1}').toString('base64url')])(
    'refuses a cursor of no list: %s',
    (cursor) => {
      const record = examRecordOf({ a: {} });
      expect(() => reviewQueue(record, [], 's', { limit: 5, cursor })).toThrow('cursor');
    },
  );

  it('asks a second person where the exam does, and not whoever has spoken', () => {
    const policy = { ...defaultPolicy, reviewers: 2 } as const;
    const [first, second] = [
      reviewWith('accepted', 1),
      reviewWith('dismissed', 2, { staffId: 't' }),
    ];
    const record = examRecordOf(
      {
        a: {
          incidents: [
            violationWith({ review: reviewOf(first.votes, 2) }),
            violationWith({ review: reviewOf([...first.votes, ...second.votes], 2) }),
            violationWith(),
          ],
        },
      },
      policy,
    );
    const of = (staffId: string) => reviewQueue(record, [], staffId, all).items[0];
    expect(of('s')).toMatchObject({ incidents: 3, open: 3, openForMe: 1, disputed: 1 });
    expect(of('t')).toMatchObject({ open: 3, openForMe: 2 });
    expect(of('u')).toMatchObject({ open: 3, openForMe: 3 });
  });

  it.each([
    [violationWith({ type: 'multiple_faces', witness: counted(1) }), 1],
    [violationWith({ type: 'multiple_faces', witness: counted(2) }), 0],
    [violationWith({ type: 'multiple_faces', witness: counted(null) }), 0],
    [violationWith({ type: 'no_face', witness: counted(0) }), 0],
    [violationWith({ type: 'head_turned', witness: counted(0) }), 0],
    [violationWith({ type: 'no_face', witness: counted(1), review: reviewWith('accepted') }), 0],
    [contradictionWith(), 1],
    [pageEventWith(), 0],
    [technicalWith(), 0],
    [noteWith(), 0],
  ])('counts as disputed what the server sees otherwise: %#', (incident, disputed) => {
    const { items } = reviewQueue(examRecordOf({ a: { incidents: [incident] } }), [], 's', all);
    expect(items[0]).toMatchObject({ disputed });
  });

  it('tells what a student took, in the middle of all that were measured', () => {
    const effort = (attemptId: string, keystrokes: number, seconds: number) => ({
      ...{ attemptId, keystrokes, activeMs: seconds * 1000 },
    });
    const of = (...efforts: ReturnType<typeof effort>[]) =>
      reviewQueue(examRecordOf({ a: {} }), efforts, 's', all).progress.effort;
    expect(of(effort('a', 9, 3.5))).toEqual({ keystrokes: 9, seconds: 3.5, students: 1 });
    expect(of(effort('a', 9, 3), effort('b', 2, 8))).toMatchObject({
      keystrokes: 5.5,
      seconds: 5.5,
    });
    const three = of(effort('a', 90, 3), effort('b', 2, 800), effort('c', 4, 9));
    expect(three).toEqual({ keystrokes: 4, seconds: 9, students: 3 });
  });
});
