import { localeTag, t } from '../i18n/index.ts';

/*
 * Everything here is in the language in use, with Latin digits in each of them, and reactive to it
 * where it is called while rendering.
 */

/**
 * A duration as people read it: `0:42`, `12:05`, `1:12:40`. Negative ones count as none.
 * @param ms milliseconds
 */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Seconds with one decimal, as in `2.4 s`; whole ones from ten seconds on. */
export function formatSeconds(ms: number): string {
  if (ms < 100) return t('common.units.underTenth');
  const seconds = ms / 1000;
  const n = seconds < 10 ? seconds.toFixed(1) : Math.round(seconds);
  return t('common.units.second', { n });
}

/**
 * A span of time in words, in whole units: `12 s`, `3 min 5 s`, `1 h 12 min`. Negative ones count as none.
 * @param ms milliseconds
 */
export function formatSpan(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const minute = Math.floor(whole / 60) % 60;
  const hour = Math.floor(whole / 3600);
  const seconds = t('common.units.second', { n: whole % 60 });
  const minutes = t('common.units.minute', { n: minute });
  if (hour > 0) {
    const hours = t('common.units.hour', { n: hour });
    return minute === 0 ? hours : t('common.units.hourMinute', { hours, minutes });
  }
  if (minute === 0) return seconds;
  return whole % 60 === 0 ? minutes : t('common.units.minuteSecond', { minutes, seconds });
}

/** The time of day in an exam's time zone, as in `09:41:07`. */
export function formatTimeOfDay(time: number, timeZone: string): string {
  return formatterFor(timeZone, 'second').format(time);
}

/** The same to the minute, as in `09:41`. */
export function formatMinuteOfDay(time: number, timeZone: string): string {
  return formatterFor(timeZone, 'minute').format(time);
}

/** When an exam is open, in its own time zone: `Fri 20 Nov, 09:00 to 11:00 (GMT+1)`. */
export function formatWindow(opensAt: number, closesAt: number, timeZone: string): string {
  const day = (time: number) => formatterFor(timeZone, 'day').format(time);
  const minute = (time: number) => formatMinuteOfDay(time, timeZone);
  const onDay = (time: number) => t('common.day', { day: day(time), time: minute(time) });
  const to = day(opensAt) === day(closesAt) ? minute(closesAt) : onDay(closesAt);
  return t('common.window', { from: onDay(opensAt), to, zone: zoneName(opensAt, timeZone) });
}

/** The time of day on this machine's own clock, for what has no exam: `09:41:07`. */
export function formatLocalTime(time: number): string {
  return formatterFor(undefined, 'second').format(time);
}

/**
 * Day, year and minute, as in `20 Nov 2026, 09:00`: in an exam's time zone, or without one on this machine's
 * own clock.
 */
export function formatMoment(time: number, timeZone?: string): string {
  return formatterFor(timeZone, 'moment').format(time);
}

/** A day with its year, in an exam's time zone, as in `20 November 2026`. */
export function formatDay(time: number, timeZone: string): string {
  return formatterFor(timeZone, 'date').format(time);
}

/** Day, year and second. In a time zone or without one, as `formatMoment`. */
export function formatStamp(time: number, timeZone?: string): string {
  return formatterFor(timeZone, 'stamp').format(time);
}

/** A whole number with its thousands apart. */
export function formatNumber(value: number): string {
  return numberFormatter(localeTag()).format(value);
}

const dated = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const shapes = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  zone: { timeZoneName: 'short' },
  date: { dateStyle: 'long' },
  // By their parts and not by a style: Arabic then names the month, and nothing changes places.
  stamp: { ...dated, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  moment: { ...dated, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

function zoneName(time: number, timeZone: string): string {
  const parts = formatterFor(timeZone, 'zone').formatToParts(time);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** To make one takes far longer than to use it, and a wall uses thousands. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const numberFormatters = new Map<string, Intl.NumberFormat>();

function formatterFor(timeZone: string | undefined, shape: keyof typeof shapes) {
  const tag = localeTag();
  const name = `${tag} ${timeZone ?? ''} ${shape}`;
  let formatter = formatters.get(name);
  if (formatter === undefined) {
    formatter = makeFormatter(tag, timeZone, shapes[shape]);
    formatters.set(name, formatter);
  }
  return formatter;
}

function makeFormatter(
  tag: string,
  timeZone: string | undefined,
  shape: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(tag, { ...shape, timeZone });
  } catch {
    // A zone that this browser does not know must not take the page down.
    return new Intl.DateTimeFormat(tag, { ...shape, timeZone: 'UTC' });
  }
}

function numberFormatter(tag: string): Intl.NumberFormat {
  let formatter = numberFormatters.get(tag);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(tag);
    numberFormatters.set(tag, formatter);
  }
  return formatter;
}
