/** A time of day in a time zone, like `09:41`. `at` in milliseconds since the epoch. */
export function timeOfDay(at: number, timeZone: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit', timeZone });
}

/** The same to the second, like `09:41:07`. */
export function clockTime(at: number, timeZone: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
}

/**
 * From when to when, in the exam's own time zone, which is named: the student may be somewhere else.
 *
 * @example
 * windowText(opens, closes, 'Europe/Madrid'); // "Friday 4 December 2026, 09:00 to 11:00 (Europe/Madrid)"
 */
export function windowText(opensAt: number, closesAt: number, timeZone: string): string {
  const [first, last] = [dayText(opensAt, timeZone), dayText(closesAt, timeZone)];
  const until = timeOfDay(closesAt, timeZone);
  const end = first === last ? until : `${last}, ${until}`;
  return `${first}, ${timeOfDay(opensAt, timeZone)} to ${end} (${timeZone})`;
}

/** A day, like `Friday 4 December 2026`. `at` in milliseconds since the epoch. */
export function dayText(at: number, timeZone: string): string {
  return format(at, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  }).replace(',', '');
}

/** A moment, like `Friday 4 December 2026, 09:00 (Europe/Madrid)`. */
export const dayAndTime = (at: number, timeZone: string): string =>
  `${dayText(at, timeZone)}, ${timeOfDay(at, timeZone)} (${timeZone})`;

/** How long, in whole minutes, like `1 hour 10 minutes`. `ms` in milliseconds. */
export function minutesText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const parts = [counted(Math.floor(minutes / 60), 'hour'), counted(minutes % 60, 'minute')];
  return parts.filter((part) => part !== null).join(' ') || '0 minutes';
}

/**
 * Until when an exam goes on for a student, where that is later than for the others.
 *
 * @returns like `You have until 11:10, 10 minutes more.`
 */
export function untilText(closesAt: number, examClosesAt: number, timeZone: string): string {
  const until = `You have until ${timeOfDay(closesAt, timeZone)}`;
  const moreMs = closesAt - examClosesAt;
  return moreMs > 0 ? `${until}, ${minutesText(moreMs)} more.` : `${until}.`;
}

/** An amount of data as people read it, like `1.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const format = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', options).format(at);

const counted = (count: number, unit: string) =>
  count === 0 ? null : `${count} ${unit}${count === 1 ? '' : 's'}`;
