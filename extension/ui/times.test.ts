import { expect, it } from 'vitest';
import { bytesText, minutesText, timeOfDay, untilText, windowText } from './times.ts';

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

it('tells until when a student has, and how much more that is than for the others', () => {
  expect(untilText(at + hour, at + hour, 'Europe/Madrid')).toBe('You have until 10:00.');
  expect(untilText(at + hour + 600_000, at + hour, 'Europe/Madrid')).toBe(
    'You have until 10:10, 10 minutes more.',
  );
});

it('tells how long something takes', () => {
  expect([0, 60_000, 3_600_000, 4_260_000, 7_320_000].map(minutesText)).toEqual([
    '0 minutes',
    '1 minute',
    '1 hour',
    '1 hour 11 minutes',
    '2 hours 2 minutes',
  ]);
});
