import { violationTypes, type Accommodation } from '@invigil/shared-types';
import { labelFor, t } from '../i18n/index.ts';
import { formatNumber, formatSpan } from '../ui/index.ts';

/** What is different for one student, a sentence each: `Extra time: 30 min`, `Not looked for: …`. */
export function accommodationWords({ extraTimeMs, breakMs, violations }: Accommodation): string[] {
  const words: string[] = [];
  if (extraTimeMs > 0) {
    words.push(t('review.accommodation.extraTime', { time: formatSpan(extraTimeMs) }));
  }
  if (breakMs > 0) words.push(t('review.accommodation.breaks', { time: formatSpan(breakMs) }));
  for (const type of violationTypes) {
    const rule = violations[type];
    if (rule === undefined) continue;
    const what = labelFor(type);
    if (rule.off) {
      words.push(t('review.accommodation.off', { what }));
      continue;
    }
    if (rule.thresholdFactor > 1) {
      const factor = formatNumber(rule.thresholdFactor);
      words.push(t('review.accommodation.threshold', { what, factor }));
    }
    if (rule.heldForFactor > 1) {
      const factor = formatNumber(rule.heldForFactor);
      words.push(t('review.accommodation.holding', { what, factor }));
    }
  }
  return words;
}
