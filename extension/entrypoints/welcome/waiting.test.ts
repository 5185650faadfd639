import { describe, expect, it } from 'vitest';
import { attemptFor, examFor } from '../../../shared-types/src/testing/attempts.ts';
import { config } from '../../config.ts';
import { countdownText, roomOf } from './waiting.ts';

const { nearMs, pollMs, farPollMs } = config.waitingRoom;
const opensAt = Date.UTC(2026, 11, 4, 8);
const exam = examFor({ opensAt, closesAt: opensAt + 7_200_000 });
const opens = { state: 'opens', at: opensAt } as const;
const waiting = attemptFor({ state: 'waiting' });

describe('the waiting room', () => {
  it('days before: says when to come back, and asks seldom', () => {
    const room = roomOf(exam, { attempt: waiting, admission: opens }, opensAt - 3 * 86_400_000);
    expect(room).toMatchObject({ title: 'You are ready', open: false, pollMs: farPollMs });
    expect(room.words).toContain(
      'Come back on Friday 4 December 2026, 09:00 (Europe/Madrid). Your personal link stays the same',
    );
  });

  it('asks in time for the last minutes, and often in them', () => {
    const at = (leftMs: number) =>
      roomOf(exam, { attempt: waiting, admission: opens }, opensAt - leftMs);
    expect(at(nearMs + 10_000).pollMs).toBe(10_000 + pollMs);
    expect(at(nearMs)).toMatchObject({ open: false, pollMs, countdownMs: nearMs });
    expect(at(1)).toMatchObject({ open: false, countdownMs: 1 });
  });

  it('opens with the server’s clock, and not only with its next answer', () => {
    expect(roomOf(exam, { attempt: waiting, admission: opens }, opensAt)).toMatchObject({
      title: 'You can begin',
      open: true,
      countdownMs: null,
    });
    const admission = { state: 'open' } as const;
    expect(roomOf(exam, { attempt: waiting, admission }, opensAt - 60_000).open).toBe(true);
  });

  it('waits for the invigilator, where one lets students in', () => {
    const admission = { state: 'by_invigilator' } as const;
    const near = roomOf(exam, { attempt: waiting, admission }, opensAt + 60_000);
    expect(near).toMatchObject({ open: false, pollMs, countdownMs: null });
    expect(near.words).toMatch(/^An invigilator lets you in\./);
    const far = roomOf(exam, { attempt: waiting, admission }, opensAt - 86_400_000);
    expect(far).toMatchObject({ open: false, pollMs: farPollMs });
    expect(far.words).toContain('Friday 4 December 2026, 09:00');
  });

  it.each(['in_progress', 'reconnecting', 'left'] as const)(
    'leads back into an exam that is under way: %s',
    (state) => {
      const admission = { state: 'open' } as const;
      const room = roomOf(exam, { attempt: attemptFor({ state }), admission }, opensAt);
      expect(room).toMatchObject({ open: true, button: 'Go on with the exam' });
    },
  );
});

it('counts down in words that fit the time', () => {
  expect(countdownText(5000)).toBe('in 0:05');
  expect(countdownText(599_001)).toBe('in 10:00');
  expect(countdownText(2 * 3_600_000 + 300_000)).toBe('in 2 hours 5 minutes');
  expect(countdownText(86_400_000)).toBe('in one day');
  expect(countdownText(3 * 86_400_000 - 5000)).toBe('in 3 days');
});
