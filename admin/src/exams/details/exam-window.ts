import {
  fromAbsolute,
  parseDateTime,
  toCalendarDateTime,
  toZoned,
  type CalendarDateTime,
} from '@internationalized/date';

/*
 * A window is entered as what clocks in the exam's time zone show. Twice a year that is not one moment:
 * an hour is skipped, and another one comes twice.
 */

/** Which of the two moments is meant where clocks show a time twice. */
export type Occurrence = 'first' | 'second';

/** A time as it is entered. */
export interface LocalTime {
  /** As in `2026-11-20T09:00`; empty where none was entered. */
  readonly local: string;
  /** Of a time that comes twice. */
  readonly occurrence: Occurrence;
}

/** The moment that is meant. Times are milliseconds since the epoch. */
export type TimeReading =
  | { readonly kind: 'missing' }
  | { readonly kind: 'once'; readonly at: number }
  /** Clocks are set back: they show it twice. */
  | {
      readonly kind: 'twice';
      readonly at: number;
      readonly first: number;
      readonly second: number;
    }
  /** Clocks are set forward: they never show it. `next` is what they show instead. */
  | { readonly kind: 'skipped'; readonly next: string };

export function readTime({ local, occurrence }: LocalTime, timeZone: string): TimeReading {
  const entered = parsed(local);
  if (entered === null) return { kind: 'missing' };
  const first = toZoned(entered, timeZone, 'earlier');
  const second = toZoned(entered, timeZone, 'later');
  const [one, other] = [first.toDate().getTime(), second.toDate().getTime()];
  if (one === other) return { kind: 'once', at: one };
  if (toCalendarDateTime(first).compare(entered) === 0) {
    return { kind: 'twice', at: occurrence === 'first' ? one : other, first: one, second: other };
  }
  return { kind: 'skipped', next: textOf(toCalendarDateTime(second)) };
}

/** The moment, or null where there is none. */
export const momentOf = (reading: TimeReading): number | null =>
  'at' in reading ? reading.at : null;

/** What clocks in a time zone show at a moment. */
export function localTimeOf(at: number, timeZone: string): LocalTime {
  const local = textOf(toCalendarDateTime(fromAbsolute(at, timeZone)));
  const reading = readTime({ local, occurrence: 'first' }, timeZone);
  const second = reading.kind === 'twice' && reading.second === at;
  return { local, occurrence: second ? 'second' : 'first' };
}

/** How far a time zone's clocks are ahead of UTC at a moment. Milliseconds. */
export const offsetAt = (at: number, timeZone: string): number => fromAbsolute(at, timeZone).offset;

/** As in `UTC+05:30`. */
export function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${offsetMs < 0 ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** That clocks are changed while an exam is open. */
export interface ClockChange {
  /** When. Milliseconds since the epoch. */
  readonly at: number;
  /** How far ahead of UTC clocks are before and after. Milliseconds. */
  readonly before: number;
  readonly after: number;
}

/** The first change of the clocks in a window; null where there is none. */
export function clockChangeIn(
  opensAt: number,
  closesAt: number,
  timeZone: string,
): ClockChange | null {
  const before = offsetAt(opensAt, timeZone);
  // Quarter by quarter of a day: no zone changes its clocks twice in one.
  for (let from = opensAt; from < closesAt; from += quarterMs) {
    const to = Math.min(closesAt, from + quarterMs);
    if (offsetAt(to, timeZone) !== before) {
      const at = changeBetween(from, to, timeZone);
      return { at, before, after: offsetAt(at, timeZone) };
    }
  }
  return null;
}

/** The minute at which the offset becomes another one. */
function changeBetween(from: number, to: number, timeZone: string): number {
  const before = offsetAt(from, timeZone);
  let [low, high] = [from, to];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return Math.floor(high / minuteMs) * minuteMs;
}

const minuteMs = 60_000;
const quarterMs = 6 * 60 * minuteMs;

function parsed(local: string): CalendarDateTime | null {
  try {
    return parseDateTime(local);
  } catch {
    return null;
  }
}

/** To the minute where it is a whole one, as fields for a time write it. */
function textOf(time: CalendarDateTime): string {
  return time.toString().replace(/(T\d\d:\d\d):00(?:\.0+)?$/, '$1');
}
