import type { ReceiptIncident } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { formatSpan, formatTimeOfDay } from '../ui/index.ts';

/** What was seen, in one sentence. */
export const seenWords = ({ wording }: ReceiptIncident): string => t(`receipt.seen.${wording}`);

/** When it was, and for how long, where that is known. */
export function whenWords({ incident }: ReceiptIncident, timeZone: string): string {
  const { capturedAt, lastedMs } = incident;
  const time = formatTimeOfDay(capturedAt, timeZone);
  return lastedMs === null || lastedMs < 1_000
    ? t('receipt.at', { time })
    : t('receipt.atFor', { time, span: formatSpan(lastedMs) });
}

/** What became of an incident; null for what nobody decides on. */
export const stateWords = ({ review }: ReceiptIncident): string | null =>
  review === null ? null : t(`receipt.states.${review}`);
