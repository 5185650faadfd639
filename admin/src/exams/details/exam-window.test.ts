import { describe, expect, it } from 'vitest';
import { clockChangeIn, localTimeOf, offsetText, readTime } from './exam-window.ts';

const madrid = 'Europe/Madrid';
const at = (local: string, occurrence: 'first' | 'second' = 'first', zone = madrid) =>
  readTime({ local, occurrence }, zone);
const hour = 3_600_000;

describe('a time that is entered', () => {
  it('is one moment on most days', () => {
    expect(at('2026-11-20T09:00')).toEqual({ kind: 'once', at: Date.UTC(2026, 10, 20, 8) });
    expect(at('2026-07-20T09:00')).toEqual({ kind: 'once', at: Date.UTC(2026, 6, 20, 7) });
  });

  it('does not exist where clocks are set forward, and says what they show instead', () => {
    expect(at('2026-03-29T02:30')).toEqual({ kind: 'skipped', next: '2026-03-29T03:30' });
    expect(at('2026-03-29T02:00')).toEqual({ kind: 'skipped', next: '2026-03-29T03:00' });
    expect(at('2026-03-29T03:00')).toMatchObject({ kind: 'once' });
  });

  it('comes twice where clocks are set back', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    const both = { kind: 'twice', first, second: first + hour };
    expect(at('2026-10-25T02:30')).toEqual({ ...both, at: first });
    expect(at('2026-10-25T02:30', 'second')).toEqual({ ...both, at: first + hour });
    expect(at('2026-10-25T03:00')).toMatchObject({ kind: 'once' });
  });

  it.each(['', '2026-13-01T09:00', 'tomorrow'])('%j is none', (local) => {
    expect(at(local)).toEqual({ kind: 'missing' });
  });

  it.each([
    Date.UTC(2026, 10, 20, 8),
    Date.UTC(2026, 9, 25, 0, 30),
    Date.UTC(2026, 9, 25, 1, 30),
    Date.UTC(2026, 5, 1, 12, 34, 56, 789),
  ])('%i comes back as the moment it was', (moment) => {
    expect(readTime(localTimeOf(moment, madrid), madrid)).toMatchObject({ at: moment });
  });

  it('is written to the minute where it is a whole one', () => {
    expect(localTimeOf(Date.UTC(2026, 10, 20, 8), madrid).local).toBe('2026-11-20T09:00');
    expect(localTimeOf(Date.UTC(2026, 10, 20, 8, 0, 5), madrid).local).toBe('2026-11-20T09:00:05');
  });
});

describe('a change of the clocks', () => {
  it('in a window is found, to the minute', () => {
    const opens = Date.UTC(2026, 9, 24, 22);
    expect(clockChangeIn(opens, opens + 6 * hour, madrid)).toEqual({
      at: Date.UTC(2026, 9, 25, 1),
      before: 2 * hour,
      after: hour,
    });
    expect(clockChangeIn(opens - 72 * hour, opens + 72 * hour, madrid)?.at).toBe(
      Date.UTC(2026, 9, 25, 1),
    );
  });

  it('is none on another day, or in a zone without any', () => {
    const opens = Date.UTC(2026, 10, 20, 8);
    expect(clockChangeIn(opens, opens + 2 * hour, madrid)).toBeNull();
    const october = Date.UTC(2026, 9, 24, 22);
    expect(clockChangeIn(october, october + 6 * hour, 'Asia/Tokyo')).toBeNull();
  });

  it('of half an hour counts', () => {
    const opens = Date.UTC(2026, 3, 4, 12);
    expect(clockChangeIn(opens, opens + 12 * hour, 'Australia/Lord_Howe')).toMatchObject({
      before: 11 * hour,
      after: 10.5 * hour,
    });
  });
});

it('an offset is written as people write it', () => {
  expect(offsetText(5.5 * hour)).toBe('UTC+05:30');
  expect(offsetText(-3.5 * hour)).toBe('UTC−03:30');
  expect(offsetText(0)).toBe('UTC+00:00');
});
