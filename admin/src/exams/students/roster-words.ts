import {
  catalogue,
  policyFor,
  violationTypes,
  type Accommodation,
  type Policy,
  type RosterEntry,
  type ViolationType,
} from '@invigil/shared-types';
import { labelFor, t } from '../../i18n/index.ts';
import { formatNumber, formatSpan } from '../../ui/index.ts';
import { secondsWords } from '../policy/policy-words.ts';

/** How ready a student is for the day, as far as the system check tells. */
export type Readiness = 'ready' | 'failed' | 'unchecked';

export const readinessOf = ({ check }: Pick<RosterEntry, 'check'>): Readiness =>
  check === null ? 'unchecked' : check.passed ? 'ready' : 'failed';

/** What of the check failed, in a row of names; empty where nothing did. */
export const failedChecks = ({ check }: Pick<RosterEntry, 'check'>): string =>
  (check?.failed ?? []).map((name) => t(`roster.checks.${name}`)).join(', ');

/** How one detector judges one student, compared with everybody else. */
export function ruleEffect(
  type: ViolationType,
  accommodation: Pick<Accommodation, 'violations'>,
  policy: Policy,
): string {
  const rule = accommodation.violations[type];
  if (rule === undefined) return t('roster.effect.none');
  if (rule.off) return t('roster.effect.off');
  const usual = policy.violations[type];
  const granted = { ...emptyAccommodation, violations: { [type]: rule } };
  const own = policyFor('one', { ...policy, accommodations: { one: granted } }).violations[type];
  const parts = [
    ...(own.heldForMs > usual.heldForMs && catalogue[type].heldForMs > 0
      ? [
          t('roster.effect.held', {
            own: secondsWords(own.heldForMs),
            usual: secondsWords(usual.heldForMs),
          }),
        ]
      : []),
    ...(own.thresholdFactor > usual.thresholdFactor
      ? [
          t('roster.effect.threshold', {
            times: formatNumber(own.thresholdFactor / usual.thresholdFactor),
          }),
        ]
      : []),
  ];
  return parts.length === 0 ? t('roster.effect.none') : parts.join(' · ');
}

export const emptyAccommodation: Accommodation = {
  violations: {},
  extraTimeMs: 0,
  breakMs: 0,
  reason: '',
  granted: null,
};

/** What is different for a student, in short: each a few words. */
export function accommodationWords({ violations, extraTimeMs, breakMs }: Accommodation): string[] {
  return [
    ...(extraTimeMs > 0 ? [t('roster.differs.extraTime', { span: formatSpan(extraTimeMs) })] : []),
    ...(breakMs > 0 ? [t('roster.differs.breaks', { span: formatSpan(breakMs) })] : []),
    ...violationTypes.flatMap((type) => {
      const rule = violations[type];
      if (rule === undefined) return [];
      const what = labelFor(type);
      if (rule.off) return [t('roster.differs.off', { what })];
      const milder = rule.heldForFactor > 1 || rule.thresholdFactor > 1;
      return milder ? [t('roster.differs.milder', { what })] : [];
    }),
  ];
}
