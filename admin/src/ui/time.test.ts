import { afterEach, describe, expect, it } from 'vitest';
import { setLocale } from '../i18n/index.ts';
import {
  formatDuration,
  formatMinuteOfDay,
  formatNumber,
  formatSeconds,
  formatSpan,
  formatTimeOfDay,
  formatWindow,
} from './time.ts';

const friday = Date.UTC(2026, 10, 20, 8, 0, 0);
const hour = 3_600_000;

describe('durations', () => {
  it.each([
    [-5_000, '0:00'],
    [0, '0:00'],
    [42_999, '0:42'],
    [725_000, '12:05'],
    [4_360_000, '1:12:40'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    [-5_000, '0 s'],
    [12_999, '12 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [3_600_000, '1 h'],
    [4_360_000, '1 h 12 min'],
  ])('%d ms in words is %s', (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });

  it('keeps a decimal only where it matters', () => {
    expect(formatSeconds(40)).toBe('under 0.1 s');
    expect(formatSeconds(440)).toBe('0.4 s');
    expect(formatSeconds(12_400)).toBe('12 s');
  });
});

describe('times of an exam', () => {
  it('are those of its time zone, not of this machine', () => {
    expect(formatTimeOfDay(friday, 'Europe/Berlin')).toBe('09:00:00');
    expect(formatTimeOfDay(friday, 'Asia/Tokyo')).toBe('17:00:00');
    expect(formatMinuteOfDay(friday, 'Asia/Tokyo')).toBe('17:00');
  });

  it('name the day once when the exam ends on the day it began', () => {
    expect(formatWindow(friday, friday + 2 * hour, 'Europe/Berlin')).toBe(
      'Fri 20 Nov, 09:00 to 11:00 (CET)',
    );
    expect(formatWindow(friday, friday + 48 * hour, 'Europe/Berlin')).toContain('to Sun 22 Nov');
  });

  it('fall back to UTC where the zone is unknown', () => {
    expect(formatTimeOfDay(friday, 'Atlantis/Capital')).toBe('08:00:00');
  });
});

describe('in Arabic', () => {
  afterEach(() => setLocale('en'));

  it('times have Latin digits and the words their language', async () => {
    await setLocale('ar');
    expect(formatTimeOfDay(friday, 'Europe/Berlin')).toBe('09:00:00');
    expect(formatSpan(185_000)).toBe('\u20673 د\u2069 \u20675 ث\u2069');
    expect(formatWindow(friday, friday + 2 * hour, 'Europe/Berlin')).toBe(
      'من \u2067\u2067الجمعة، 20 نوفمبر\u2069، \u206609:00\u2069\u2069 إلى \u206611:00\u2069 (\u2067غرينتش+1\u2069)',
    );
    expect(formatNumber(1_000)).toBe('1,000');
  });
});
