import type { Exam } from '@invigil/shared-types';

/** When an exam can be sat, in its own time zone: `Friday, 22 January 2027, 09:00–11:00 CET`. */
export function windowOf({
  opensAt,
  closesAt,
  timeZone,
}: Pick<Exam, 'opensAt' | 'closesAt' | 'timeZone'>): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    ...({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const),
    ...({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const),
  }).formatRange(opensAt, closesAt);
}
