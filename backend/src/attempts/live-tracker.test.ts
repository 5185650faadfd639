import { defaultPolicy, rescore, type Attempt, type TileDelta } from '@invigil/shared-types';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  contradictionWith,
  pageEventWith,
  technicalWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { findingsOf, noFindings, type Findings } from './findings.ts';
import { LiveTracker } from './live-tracker.ts';

const attempt = (id: string, change: Partial<Attempt> = {}): Attempt =>
  attemptFor({ id, examId: 'exam', studentName: `Student ${id}`, ...change });

const findings: Findings = {
  score: 19,
  level: 'look',
  incidents: 3,
  lastIncident: { id: 'i', type: 'no_face', capturedAt: 7 },
};

const listAttempts = vi.fn<(examId: string) => Promise<Attempt[]>>();
const history = vi.fn<(examId: string) => Promise<ReadonlyMap<string, Findings>>>();
const onChange = vi.fn<(examId: string, delta: TileDelta) => void>();
let tracker: LiveTracker;

beforeEach(() => {
  vi.resetAllMocks();
  listAttempts.mockResolvedValue([
    attempt('a', {
      ...{ state: 'left', firstJoinedAt: 5, room: 'Hall A', pausedAt: 4, extraTimeMs: 60_000 },
    }),
    attempt('b'),
  ]);
  history.mockResolvedValue(new Map([['a', findings]]));
  tracker = new LiveTracker({ listAttempts, history, onChange });
});

describe('the live tracker', () => {
  it('begins with what the stores know', async () => {
    await tracker.load('exam');
    expect(tracker.tile('exam', 'a')).toEqual({
      attemptId: 'a',
      studentName: 'Student a',
      room: 'Hall A',
      pausedAt: 4,
      extraTimeMs: 60_000,
      admittedAt: null,
      state: 'left',
      stateSince: 5,
      score: 19,
      level: 'look',
      claimedScore: 19,
      streaming: false,
      stillAt: null,
      incidents: 3,
      lastIncident: { id: 'i', type: 'no_face', capturedAt: 7 },
      trouble: null,
    });
    expect(tracker.tile('exam', 'b')).toMatchObject({ ...noFindings, claimedScore: 0 });
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

  it('lets go of a student who is taken off the roster, and knows nothing of them from then on', async () => {
    await tracker.load('exam');
    expect(tracker.remove('exam', 'a')).toBe(true);
    expect(tracker.remove('exam', 'a')).toBe(false);
    expect(tracker.remove('other', 'b')).toBe(false);
    tracker.apply('exam', { attemptId: 'a', score: 5 });
    expect(tracker.tiles('exam').map(({ attemptId }) => attemptId)).toEqual(['b']);
    expect(onChange).not.toHaveBeenCalled();
  });

  it('shows what is judged, and never less as claimed', async () => {
    await tracker.load('exam');
    tracker.apply('exam', { attemptId: 'a', claimedScore: 30 });
    tracker.judged('exam', 'a', { ...findings, score: 23 });
    expect(tracker.tile('exam', 'a')).toMatchObject({ score: 23, claimedScore: 30 });
    tracker.judged('exam', 'a', { ...findings, score: 41, level: 'likely' });
    expect(tracker.tile('exam', 'a')).toMatchObject({ score: 41, claimedScore: 41 });
    tracker.judged('exam', 'a', noFindings);
    expect(tracker.tile('exam', 'a')).toMatchObject({ ...noFindings, claimedScore: 41 });
    onChange.mockClear();
    tracker.judged('exam', 'stranger', findings);
    tracker.judged('other', 'a', findings);
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('a recount', () => {
  it('shows what changed, and says nothing of the others', async () => {
    await tracker.load('exam');
    tracker.apply('exam', { attemptId: 'a', claimedScore: 50 });
    onChange.mockClear();
    await tracker.recount('exam');
    expect(onChange).not.toHaveBeenCalled();
    history.mockResolvedValue(new Map());
    await tracker.recount('exam');
    expect(onChange).toHaveBeenCalledExactlyOnceWith('exam', {
      attemptId: 'a',
      ...noFindings,
      claimedScore: 0,
    });
  });

  it('sees a score that changed although the incidents are the same', async () => {
    await tracker.load('exam');
    history.mockResolvedValue(new Map([['a', { ...findings, score: 25 }]]));
    await tracker.recount('exam');
    expect(tracker.tile('exam', 'a')).toMatchObject({ score: 25, incidents: 3, claimedScore: 25 });
  });

  it('reads nothing for an exam that nobody looked at', async () => {
    await tracker.recount('exam');
    expect(history).not.toHaveBeenCalled();
  });

  it('does not put older findings in the place of what is judged meanwhile', async () => {
    await tracker.load('exam');
    const newer: Findings = {
      score: 34,
      level: 'look',
      incidents: 4,
      lastIncident: { id: 'newer', type: 'multiple_faces', capturedAt: 9 },
    };
    const slow = Promise.withResolvers<ReadonlyMap<string, Findings>>();
    history.mockReturnValueOnce(slow.promise);
    history.mockResolvedValue(new Map([['a', { ...newer, score: 33 }]]));
    const recounting = tracker.recount('exam');
    // Until here the reading has got as far as the store, where the newer one was not yet.
    await Promise.resolve();
    tracker.judged('exam', 'a', newer);
    slow.resolve(new Map([['a', { ...findings, score: 18 }]]));
    await recounting;
    expect(tracker.tile('exam', 'a')).toMatchObject({ ...newer, score: 33 });
    expect(onChange.mock.calls.map(([, { score }]) => score)).toEqual([34, 33]);
  });
});

describe('findings', () => {
  it('are what the judgement says, without what is technical', () => {
    const last = pageEventWith({ capturedAt: 4000, durationMs: 5000 });
    const incidents = [
      technicalWith({ capturedAt: 9000 }),
      last,
      violationWith({ capturedAt: 1000, type: 'multiple_faces' }),
      contradictionWith({ capturedAt: 2000 }),
      technicalWith({ capturedAt: 500 }),
    ];
    expect(findingsOf(rescore(incidents, defaultPolicy))).toEqual({
      score: 19,
      level: 'look',
      incidents: 3,
      lastIncident: { id: last.id, type: 'page_hidden', capturedAt: 4000 },
    });
  });

  it('of nothing, and of technical incidents alone, are none', () => {
    expect(findingsOf(rescore([], defaultPolicy))).toEqual(noFindings);
    expect(findingsOf(rescore([technicalWith()], defaultPolicy))).toEqual(noFindings);
  });
});
