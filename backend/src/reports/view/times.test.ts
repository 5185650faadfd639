import { describe, expect, it } from 'vitest';
import { timesOf } from './times.ts';

const hour = 3_600_000;

describe('the times of a report', () => {
  it('are in the time zone of the exam', () => {
    const at = Date.UTC(2026, 6, 3, 7, 41, 12);
    const times = timesOf('Europe/Madrid', at, at + hour);
    expect(times.time(at)).toBe('09:41:12');
    expect(times.short(at)).toBe('09:41');
    expect(times.day(at)).toBe('Friday, 3 July 2026');
    expect(times.full(at)).toBe('3 July 2026, 09:41:12 (UTC+2)');
    expect(times.zone).toBe('Europe/Madrid, UTC+2');
    expect(times.time(at + 72 * hour)).toBe('6 Jul, 09:41:12');
  });

  it('can be told apart in the hour that comes twice', () => {
    // On 25 October 2026, 03:00 in Madrid is 02:00 again.
    const first = Date.UTC(2026, 9, 25, 0, 30);
    const times = timesOf('Europe/Madrid', first, first + hour);
    expect(times.time(first)).toBe('02:30:00 UTC+2');
    expect(times.time(first + hour)).toBe('02:30:00 UTC+1');
    expect(times.zone).toBe('Europe/Madrid, UTC+2 and later UTC+1');
  });

  it('know time zones that are half an hour off', () => {
    const at = Date.UTC(2026, 0, 5, 12, 0);
    expect(timesOf('America/St_Johns', at, at).full(at)).toBe(
      '5 January 2026, 08:30:00 (UTC−3:30)',
    );
    expect(timesOf('UTC', at, at).zone).toBe('UTC');
  });
});
