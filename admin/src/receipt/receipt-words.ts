import { countedTypes, technicalTypes, type ReceiptIncident } from '@invigil/shared-types';
import { localeInUse, localeTag, t } from '../i18n/index.ts';
import { formatSpan, formatTimeOfDay } from '../ui/index.ts';

/** The language in which the server words what was seen. */
const serverLocale = 'en';

/** What was seen, in one sentence: the server's own where it speaks the reader's language. */
export function seenWords({ title, incident }: ReceiptIncident): string {
  const type = [...countedTypes, ...technicalTypes].find((known) => known === incident.type);
  return localeInUse() === serverLocale || type === undefined ? title : t(`receipt.seen.${type}`);
}

/** When it was, and for how long, where that is known. */
export function whenWords({ incident }: ReceiptIncident, timeZone: string): string {
  const { capturedAt, lastedMs } = incident;
  const time = formatTimeOfDay(capturedAt, timeZone);
  return lastedMs === null || lastedMs < 1_000
    ? t('receipt.at', { time })
    : t('receipt.atFor', { time, span: formatSpan(lastedMs) });
}

/** A day with its year, in the exam's time zone, as in `20 November 2026`. */
export const dayWords = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat(localeTag(), { dateStyle: 'long', timeZone }).format(time);

/** What became of an incident; null for what nobody decides on. */
export const stateWords = ({ review }: ReceiptIncident): string | null =>
  review === null ? null : t(`receipt.states.${review}`);
