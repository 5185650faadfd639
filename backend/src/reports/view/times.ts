/** Times of one exam, in its time zone. */
export interface Times {
  /** "Friday, 4 December 2026". */
  day(at: number): string;
  /**
   * "09:41:12"; of another day than the first, "7 Dec, 09:41:12"; with its distance to UTC where that changes
   * within the times of this report.
   */
  time(at: number): string;
  /** "4 December 2026, 09:41:12 (UTC+1)". */
  full(at: number): string;
  /** "09:41". */
  short(at: number): string;
  /** "Europe/Madrid, UTC+1". */
  readonly zone: string;
}

/** @param from, to the first and the last of its times, milliseconds since the epoch */
export function timesOf(timeZone: string, from: number, to: number): Times {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
    return (at: number) => formatter.format(at);
  };
  const day = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const date = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const seconds = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const short = format({ hour: '2-digit', minute: '2-digit' });
  const offset = offsetIn(timeZone);
  // In the night in which the clock is set, 02:30 comes twice or not at all.
  const changes = offset(from) !== offset(to);
  const shortDate = format({ day: 'numeric', month: 'short' });
  const time = (at: number): string => {
    const clock = changes ? `${seconds(at)} ${offset(at)}` : seconds(at);
    // People decide days later.
    return date(at) === date(from) ? clock : `${shortDate(at)}, ${clock}`;
  };
  return {
    day,
    time,
    short,
    full: (at) => `${date(at)}, ${seconds(at)} (${offset(at)})`,
    zone: zoneWords(timeZone, offset(from), offset(to)),
  };
}

function zoneWords(timeZone: string, first: string, last: string): string {
  if (first !== last) return `${timeZone}, ${first} and later ${last}`;
  return timeZone === first ? timeZone : `${timeZone}, ${first}`;
}

/** "UTC+1", "UTC−3:30", "UTC". */
function offsetIn(timeZone: string): (at: number) => string {
  const formatter = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' });
  return (at) => {
    const part = formatter.formatToParts(at).find(({ type }) => type === 'timeZoneName');
    return (part?.value ?? 'UTC').replace('GMT', 'UTC').replace(/\+0$/, '').replace('-', '−');
  };
}
