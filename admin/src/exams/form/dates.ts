import { localeTag } from '../../i18n/index.ts';

/** A day with its year, in a time zone, as in `20 November 2026`. */
export const formatDay = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat(localeTag(), { dateStyle: 'long', timeZone }).format(time);

/** A day and the minute, in a time zone, as in `20 Nov 2026, 09:00`. */
export const formatMomentIn = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat(localeTag(), {
    // Not by a style: Arabic then names the month, and nothing changes places.
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZone,
  }).format(time);
