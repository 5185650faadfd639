import { config } from '../../config.ts';
import { t } from '../../i18n/index.ts';
import { formatMoment, formatSpan } from '../../ui/index.ts';
import { clockChangeIn, offsetText } from './exam-window.ts';

/**
 * What is unusual about a window, and may still be meant.
 * @param now milliseconds since the epoch, as all times here
 */
export function windowWarnings(
  opensAt: number,
  closesAt: number,
  timeZone: string,
  now: number,
): string[] {
  if (closesAt <= opensAt) return [];
  const change = clockChangeIn(opensAt, closesAt, timeZone);
  return [
    ...(closesAt <= now ? [t('exams.warnings.over')] : []),
    ...(opensAt <= now && now < closesAt ? [t('exams.warnings.open')] : []),
    ...(change === null
      ? []
      : [
          t('exams.warnings.clocks', {
            time: formatMoment(change.at, timeZone),
            before: offsetText(change.before),
            after: offsetText(change.after),
            span: formatSpan(closesAt - opensAt),
          }),
        ]),
    ...(closesAt - opensAt > config.exams.longWindowMs
      ? [t('exams.warnings.long', { span: formatSpan(closesAt - opensAt) })]
      : []),
  ];
}
