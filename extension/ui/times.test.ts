import { expect, it } from 'vitest';
import { bytesText, timeOfDay, windowText } from './times.ts';

const at = Date.UTC(2026, 11, 4, 8, 0);
const hour = 3_600_000;

it('tells times in the exam’s time zone', () => {
  expect(timeOfDay(at, 'Europe/Madrid')).toBe('09:00');
  expect(timeOfDay(at, 'Asia/Tokyo')).toBe('17:00');
});

it('names the day once, unless the exam ends on another one', () => {
  expect(windowText(at, at + 2 * hour, 'Europe/Madrid')).toBe(
    'Friday 4 December 2026, 09:00 to 11:00 (Europe/Madrid)',
  );
  expect(windowText(at, at + 24 * hour, 'Europe/Madrid')).toBe(
    'Friday 4 December 2026, 09:00 to Saturday 5 December 2026, 09:00 (Europe/Madrid)',
  );
});

it('tells amounts of data', () => {
  expect([0, 999, 1000, 51_234, 1_449_999].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '51 kB',
    '1.4 MB',
  ]);
});
