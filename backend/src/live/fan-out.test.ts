import { notReviewed, type Incident, type WallBatch } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FanOut } from './fan-out.ts';

const tickMs = 100;
let sent: { examId: string; batch: WallBatch }[];

beforeEach(() => {
  sent = [];
  vi.useFakeTimers();
  // The first tick is long over: a server has been up for a while.
  vi.advanceTimersByTime(10 * tickMs);
});
afterEach(() => void vi.useRealTimers());

function fanOut(traceLatency = false): FanOut {
  return new FanOut({
    tickMs,
    traceLatency,
    send: (examId, batch) => sent.push({ examId, batch }),
  });
}

const incident = (id: string, examId = 'exam'): Incident => ({
  kind: 'violation',
  policyVersion: 1,
  ttlMs: 30_000,
  review: notReviewed,
  witness: { state: 'awaited' },
  id,
  attemptId: 'a',
  examId,
  type: 'no_face',
  capturedAt: 1,
  heldMs: 1,
  confirmedAt: 2,
  evidence: { id: 'e', sha256: '0'.repeat(64), bytes: 1, width: 1, height: 1, capturedAt: 1 },
});

describe('the fan-out', () => {
  it('sends the first change at once', () => {
    fanOut().changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    expect(sent).toEqual([
      {
        examId: 'exam',
        batch: { sequence: 1, deltas: [{ attemptId: 'a', score: 1 }], incidents: [] },
      },
    ]);
  });

  it('sends what follows once a tick, several changes of a tile as one', () => {
    const fan = fanOut();
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    fan.changed('exam', { attemptId: 'a', score: 2, streaming: true });
    fan.changed('exam', { attemptId: 'b', score: 3 });
    fan.changed('exam', { attemptId: 'a', streaming: false });
    fan.incident(incident('i'));
    vi.advanceTimersByTime(tickMs - 1);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sent[1]?.batch).toEqual({
      sequence: 2,
      deltas: [
        { attemptId: 'a', score: 2, streaming: false },
        { attemptId: 'b', score: 3 },
      ],
      incidents: [incident('i')],
    });
  });

  it('sends no more than one batch a tick, whatever comes', () => {
    const fan = fanOut();
    for (let step = 0; step < 100; step += 1) {
      fan.changed('exam', { attemptId: `a${step % 7}`, score: step });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(tickMs);
    expect(sent.length).toBeLessThanOrEqual(11);
    expect(sent.map(({ batch }) => batch.sequence)).toEqual(sent.map((_, index) => index + 1));
  });

  it('sends nothing while nothing changes', () => {
    const fan = fanOut();
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(100 * tickMs);
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps exams apart, each with a sequence of its own', () => {
    const fan = fanOut();
    fan.changed('one', { attemptId: 'a', score: 1 });
    fan.incident(incident('i', 'two'));
    vi.advanceTimersByTime(0);
    expect(sent.map(({ examId, batch }) => [examId, batch.sequence])).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('settles: what waits goes out, and the number is that of the last batch', () => {
    const fan = fanOut();
    expect(fan.settle('exam')).toBe(0);
    fan.changed('exam', { attemptId: 'a', score: 1 });
    expect(fan.settle('exam')).toBe(1);
    expect(sent).toHaveLength(1);
    expect(fan.settle('exam')).toBe(1);
    vi.advanceTimersByTime(tickMs);
    expect(sent).toHaveLength(1);
  });

  it('carries traces only where they are asked for', () => {
    const at = { capturedAt: 1, analysedAt: 2, sentAt: 3, receivedAt: 4, decidedAt: 5 };
    const delta = { attemptId: 'a', score: 1, trace: { ...at, emittedAt: 0 } };
    fanOut(false).changed('exam', delta);
    fanOut(true).changed('exam', delta);
    vi.advanceTimersByTime(0);
    expect(sent.map(({ batch }) => batch.deltas)).toEqual([
      [{ attemptId: 'a', score: 1 }],
      [{ ...delta, trace: { ...at, emittedAt: Date.now() } }],
    ]);
  });

  it('sends nothing after it was closed', () => {
    const fan = fanOut();
    fan.changed('exam', { attemptId: 'a', score: 1 });
    fan.close();
    vi.advanceTimersByTime(tickMs);
    expect(sent).toEqual([]);
  });

  it('sends an incident that changed within a tick once, as it is now', () => {
    const fan = fanOut();
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    const changed: Incident = { ...incident('i'), capturedAt: 9 };
    fan.incident(incident('i'));
    fan.incident(incident('j'));
    fan.incident(changed);
    vi.advanceTimersByTime(tickMs);
    expect(sent.at(-1)?.batch.incidents).toEqual([changed, incident('j')]);
  });
});
