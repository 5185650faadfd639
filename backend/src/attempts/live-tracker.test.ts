import type { Attempt, Incident, TileDelta } from '@invigil/shared-types';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveTracker, type AttemptHistory } from './live-tracker.ts';

const attempt = (id: string, change: Partial<Attempt> = {}): Attempt => ({
  id,
  examId: 'exam',
  studentName: `Student ${id}`,
  state: 'invited',
  consent: null,
  firstJoinedAt: null,
  endedAt: null,
  ...change,
});

const latest: Incident = {
  id: 'i',
  attemptId: 'a',
  examId: 'exam',
  type: 'no_face',
  capturedAt: 7,
  heldMs: 1,
  confirmedAt: 8,
  evidence: { id: 'e', sha256: '0'.repeat(64), bytes: 1, width: 1, height: 1, capturedAt: 7 },
};

const listAttempts = vi.fn<(examId: string) => Promise<Attempt[]>>();
const onChange = vi.fn<(examId: string, delta: TileDelta) => void>();
let tracker: LiveTracker;

beforeEach(() => {
  vi.resetAllMocks();
  listAttempts.mockResolvedValue([attempt('a', { state: 'left', firstJoinedAt: 5 }), attempt('b')]);
  tracker = new LiveTracker({
    listAttempts,
    history: () =>
      Promise.resolve(
        new Map<string, AttemptHistory>([
          ['a', { counts: { no_face: 2, head_turned: 1 }, latest }],
        ]),
      ),
    onChange,
  });
});

describe('the live tracker', () => {
  it('begins with what the stores know', async () => {
    await tracker.load('exam');
    expect(tracker.tile('exam', 'a')).toEqual({
      attemptId: 'a',
      studentName: 'Student a',
      state: 'left',
      stateSince: 5,
      score: 19,
      level: 'look',
      claimedScore: null,
      streaming: false,
      incidents: 3,
      lastIncident: { id: 'i', type: 'no_face', capturedAt: 7 },
      trouble: null,
      reportedAt: null,
    });
    expect(tracker.tile('exam', 'b')).toMatchObject({ score: 0, lastIncident: null });
  });

  it('reads an exam once, also for several who come at the same time', async () => {
    await Promise.all([tracker.load('exam'), tracker.load('exam')]);
    await tracker.load('exam');
    expect(listAttempts).toHaveBeenCalledOnce();
  });

  it('tries again after a store that could not answer', async () => {
    listAttempts.mockRejectedValueOnce(new Error('the store is away'));
    await expect(tracker.load('exam')).rejects.toThrow('away');
    expect(tracker.tiles('exam')).toEqual([]);
    await tracker.load('exam');
    expect(tracker.tiles('exam')).toHaveLength(2);
  });

  it('passes on a change once it holds it', async () => {
    await tracker.load('exam');
    onChange.mockImplementation(() => {
      expect(tracker.tile('exam', 'a')?.streaming).toBe(true);
    });
    tracker.apply('exam', { attemptId: 'a', streaming: true });
    expect(onChange).toHaveBeenCalledExactlyOnceWith('exam', { attemptId: 'a', streaming: true });
  });

  it('takes false for false: no tile stays live that is not', async () => {
    await tracker.load('exam');
    tracker.apply('exam', { attemptId: 'a', streaming: true, score: 40 });
    tracker.apply('exam', { attemptId: 'a', streaming: false, score: 0, lastIncident: null });
    expect(tracker.tile('exam', 'a')).toMatchObject({
      streaming: false,
      score: 0,
      lastIncident: null,
      incidents: 3,
    });
  });

  it('ignores those who are not on the roster, and exams that it does not know', async () => {
    await tracker.load('exam');
    tracker.apply('exam', { attemptId: 'stranger', score: 100 });
    tracker.apply('other', { attemptId: 'a', score: 100 });
    expect(onChange).not.toHaveBeenCalled();
    expect(tracker.tile('exam', 'a')?.score).toBe(19);
  });

  it('counts those who are connected', async () => {
    expect(tracker.here('exam')).toBe(0);
    await tracker.load('exam');
    tracker.apply('exam', { attemptId: 'a', state: 'in_progress' });
    tracker.apply('exam', { attemptId: 'b', state: 'reconnecting' });
    expect(tracker.here('exam')).toBe(1);
  });

  it('takes in a student who comes onto the roster later, once', async () => {
    tracker.add(attempt('c'));
    await tracker.load('exam');
    tracker.add(attempt('c'));
    tracker.add(attempt('c', { studentName: 'Somebody else' }));
    expect(tracker.tile('exam', 'c')?.studentName).toBe('Student c');
    expect(onChange).toHaveBeenCalledOnce();
  });
});
