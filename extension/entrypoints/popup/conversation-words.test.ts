import { expect, it } from 'vitest';
import type { Line } from '../../actions/index.ts';
import { lineNote, speakerOf, wayWords } from './conversation-words.ts';

const at = Date.UTC(2026, 11, 4, 8, 41);
const zone = 'Europe/Madrid';
const own = (change: Partial<Extract<Line, { from: 'student' }>>): Line => ({
  from: 'student',
  id: '1',
  at,
  text: 'Hello',
  state: 'sent',
  seenAt: null,
  why: null,
  ...change,
});
const theirs = (open: boolean, kind: 'ask' | 'message' | 'warn' | 'extend' = 'message'): Line => ({
  from: 'invigilators',
  id: '2',
  at,
  text: 'Hello',
  kind,
  open,
});

it('says whether what is written goes out now', () => {
  expect(wayWords('joined')).toBe('Goes out at once.');
  for (const link of ['idle', 'connecting', 'waiting'] as const) {
    expect(wayWords(link)).toMatch(/as soon as there is one\.$/);
  }
  expect(wayWords('stopped')).not.toMatch(/as soon as/);
});

it('says what became of a message', () => {
  expect(lineNote(own({ state: 'waiting' }), zone)).toBe('Waiting for the connection');
  expect(lineNote(own({}), zone)).toBe('Sent');
  expect(lineNote(own({ state: 'seen', seenAt: at }), zone)).toBe('Seen at 09:41');
  expect(lineNote(own({ state: 'refused', why: 'It is full.' }), zone)).toBe(
    'Not sent. It is full.',
  );
  expect([lineNote(theirs(true), zone), lineNote(theirs(false), zone)]).toEqual([
    'Not acknowledged yet',
    null,
  ]);
});

it('says who speaks', () => {
  expect(speakerOf(own({}))).toBe('You');
  const kinds = ['ask', 'message', 'warn', 'extend'] as const;
  for (const kind of kinds) expect(speakerOf(theirs(true, kind))).toMatch(/^An invigilator/);
});
