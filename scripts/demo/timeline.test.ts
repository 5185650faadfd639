import { stripVTControlCharacters } from 'node:util';
import { notReviewed, type ViolationIncident } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

function recorded(): { timeline: Timeline; lines: string[] } {
  const lines: string[] = [];
  const timeline = new Timeline((line) =>
    lines.push(
      stripVTControlCharacters(line)
        .trim()
        .replace(/^\d+:\d\d +/, '')
        .replace(/ +/g, ' '),
    ),
  );
  timeline.know([
    {
      attemptId: 'a',
      studentName: 'Vega, Luz',
      room: null,
      pausedAt: null,
      extraTimeMs: 0,
      admittedAt: null,
      state: 'invited',
      stateSince: 0,
      score: 0,
      level: 'clear',
      claimedScore: 0,
      streaming: false,
      stillAt: null,
      incidents: 0,
      lastIncident: null,
      trouble: null,
    },
  ]);
  return { timeline, lines };
}

it('tells of a student by name: state, stream, score, trouble', () => {
  const { timeline, lines } = recorded();
  timeline.changed({ attemptId: 'a', state: 'in_progress', streaming: true });
  timeline.changed({ attemptId: 'a', score: 8 });
  timeline.changed({ attemptId: 'a', score: 23, level: 'look' });
  timeline.changed({ attemptId: 'a', trouble: { reason: 'camera_lost', since: 1 } });
  timeline.changed({ attemptId: 'a', streaming: false });
  expect(lines).toEqual([
    'Vega, Luz joined',
    'Vega, Luz stream live',
    'Vega, Luz score 8 Clear',
    'Vega, Luz score 23 ● Look',
    'Vega, Luz technical Camera unplugged',
    'Vega, Luz stream ended',
  ]);
});

it('says nothing of a score that stays, or of a trouble that is over', () => {
  const { timeline, lines } = recorded();
  timeline.changed({ attemptId: 'a', score: 0, level: 'clear', trouble: null });
  timeline.changed({ attemptId: 'a', claimedScore: 12, stillAt: 5 });
  expect(lines).toEqual([]);
});

it('tells of an incident once, and of the witness when its picture has come', () => {
  const { timeline, lines } = recorded();
  const picture = { sha256: 'a'.repeat(64), bytes: 1, width: 1, height: 1, capturedAt: 1000 };
  const incident: ViolationIncident = {
    kind: 'violation',
    id: 'i',
    attemptId: 'a',
    examId: 'x',
    type: 'multiple_faces',
    capturedAt: 1000,
    heldMs: 1600,
    signals: null,
    strength: null,
    ttlMs: 45_000,
    confirmedAt: 1060,
    policyVersion: 1,
    review: notReviewed,
    evidence: { id: 'e', ...picture },
    witness: { state: 'awaited' },
  };
  const witness = { state: 'taken', evidence: { id: 'w', ...picture }, faces: 2 } as const;
  timeline.incident(incident);
  timeline.incident(incident);
  timeline.incident({ ...incident, witness });
  timeline.incident({ ...incident, witness });
  expect(lines).toEqual([
    'Vega, Luz confirmed Second face, held 1.6 s, confirmed 60 ms after the frame',
    'Vega, Luz witness Second face: a picture from the stream, 2 faces',
  ]);
});

it('says once where the report of an attempt that is over will be', () => {
  const { timeline, lines } = recorded();
  timeline.report('a', 'http://exam.test/reports');
  timeline.report('a', 'http://exam.test/reports');
  expect(lines).toEqual(['Vega, Luz report in a moment at http://exam.test/reports']);
});
