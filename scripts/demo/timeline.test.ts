import { stripVTControlCharacters } from 'node:util';
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
      state: 'invited',
      stateSince: 0,
      score: 0,
      level: 'clear',
      claimedScore: null,
      streaming: false,
      incidents: 0,
      lastIncident: null,
      trouble: null,
      reportedAt: null,
    },
  ]);
  return { timeline, lines };
}

it('tells of a student by name: state, stream, score, trouble', () => {
  const { timeline, lines } = recorded();
  timeline.changed({ attemptId: 'a', state: 'in_progress', streaming: true });
  timeline.changed({ attemptId: 'a', score: 23, level: 'look' });
  timeline.changed({ attemptId: 'a', trouble: { reason: 'camera_lost', since: 1 } });
  timeline.changed({ attemptId: 'a', streaming: false });
  expect(lines).toEqual([
    'Vega, Luz joined',
    'Vega, Luz stream live',
    'Vega, Luz score 23 ● Look',
    'Vega, Luz technical Camera unplugged',
    'Vega, Luz stream ended',
  ]);
});

it('says nothing of a score that stays, or of a trouble that is over', () => {
  const { timeline, lines } = recorded();
  timeline.changed({ attemptId: 'a', score: 0, level: 'clear', trouble: null });
  timeline.changed({ attemptId: 'a', claimedScore: 12, reportedAt: 5 });
  expect(lines).toEqual([]);
});
