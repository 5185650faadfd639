/** A time of day in a time zone, like `09:41`. `at` in milliseconds since the epoch. */
export function timeOfDay(at: number, timeZone: string): string {
  return format(at, { hour: '2-digit', minute: '2-digit', timeZone });
}

/**
 * From when to when, in the exam's own time zone, which is named: the student may be somewhere else.
 *
 * @example
 * windowText(opens, closes, 'Europe/Madrid'); // "Friday 4 December 2026, 09:00 to 11:00 (Europe/Madrid)"
 */
export function windowText(opensAt: number, closesAt: number, timeZone: string): string {
  const day = (at: number) =>
    format(at, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone,
    }).replace(',', '');
  const [first, last] = [day(opensAt), day(closesAt)];
  const until = timeOfDay(closesAt, timeZone);
  const end = first === last ? until : `${last}, ${until}`;
  return `${first}, ${timeOfDay(opensAt, timeZone)} to ${end} (${timeZone})`;
}

/** An amount of data as people read it, like `1.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const format = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', options).format(at);
