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
  if (ms < 100) return 'under 0.1 s';
  const seconds = ms / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/**
 * A span of time in words, in whole units: `12 s`, `3 min 5 s`, `1 h 12 min`. Negative ones count as none.
 * @param ms milliseconds
 */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return withRest(`${minutes} min`, seconds % 60, 's');
  return withRest(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}

const withRest = (whole: string, rest: number, unit: string): string =>
  rest === 0 ? whole : `${whole} ${rest} ${unit}`;

/** The time of day in an exam's time zone, as in `09:41:07`. */
export function formatTimeOfDay(time: number, timeZone: string): string {
  return formatterFor(timeZone, timeOfDay).format(time);
}

/** The same to the minute, as in `09:41`. */
export function formatMinuteOfDay(time: number, timeZone: string): string {
  return formatterFor(timeZone, minuteOfDay).format(time);
}

/** When an exam is open, in its own time zone: `Fri 20 Nov, 09:00 to 11:00 (GMT+1)`. */
export function formatWindow(opensAt: number, closesAt: number, timeZone: string): string {
  const day = formatterFor(timeZone, dayOnly);
  const minute = formatterFor(timeZone, minuteOfDay);
  const ending =
    day.format(opensAt) === day.format(closesAt)
      ? minute.format(closesAt)
      : `${day.format(closesAt)}, ${minute.format(closesAt)}`;
  return `${day.format(opensAt)}, ${minute.format(opensAt)} to ${ending} (${zoneName(opensAt, timeZone)})`;
}

const timeOfDay: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};
const minuteOfDay: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};
const dayOnly: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };

function zoneName(time: number, timeZone: string): string {
  const parts = formatterFor(timeZone, { timeZoneName: 'short' }).formatToParts(time);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

function formatterFor(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  } catch {
    // A zone that this browser does not know must not take the page down.
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
}
