import {
  bands,
  isViolationType,
  pageEventTypes,
  violationTypes,
  type Band,
  type PageEventType,
  type PolicyDifference,
  type ViolationType,
} from '@invigil/shared-types';
import { labelFor, levelLabel, t } from '../../i18n/index.ts';
import { formatNumber } from '../../ui/index.ts';

export type RuleType = ViolationType | PageEventType;
export const ruleFields = ['enabled', 'heldForMs', 'thresholdFactor', 'weight', 'ttlMs'] as const;
export type RuleField = (typeof ruleFields)[number];

/** A rule's value as people read it: `off`, `5 s`, `×1.5`, `8 points`. */
export function ruleValue(field: RuleField, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'exams.form.on' : 'exams.form.off');
  if (typeof value !== 'number') return '–';
  if (field === 'thresholdFactor') return t('policy.times', { n: formatNumber(value) });
  return field === 'weight' ? t('policy.points', value) : secondsWords(value);
}

/** As a policy sets them, without decimals that say nothing: `3 s`, `1.5 s`. @param ms milliseconds */
export const secondsWords = (ms: number): string =>
  t('common.units.second', { n: formatNumber(ms / 1000) });

/** One difference between two policies, in a sentence. */
export function differenceWords(difference: PolicyDifference): string {
  const change = (name: string, from: string, to: string) => t('policy.became', { name, from, to });
  switch (difference.kind) {
    case 'rule': {
      const { type, field, from, to } = difference;
      const name = t(`policy.named.${field}`, { what: labelFor(type) });
      return change(name, ruleValue(field, from), ruleValue(field, to));
    }
    case 'value':
      return change(
        t(`policy.fields.${difference.field}`),
        String(difference.from),
        String(difference.to),
      );
    case 'video':
      return change(
        t('policy.fields.video'),
        t(`policy.video.${difference.from}.title`),
        t(`policy.video.${difference.to}.title`),
      );
    default: {
      const { kind, name, from, to } = difference;
      return change(pathLabel(`${kind}s.${name}`), String(from), String(to));
    }
  }
}

/** What a part of a policy is called, by its path. */
export function pathLabel(path: string): string {
  const [group, name = '', field] = path.split('.');
  const type = [...violationTypes, ...pageEventTypes].find((known) => known === name);
  const rule = ruleFields.find((known) => known === field);
  if (type !== undefined && rule !== undefined) {
    return t(`policy.named.${rule}`, { what: labelFor(type) });
  }
  const band = bands.find((known) => known === name);
  if (group === 'caps' && band !== undefined) {
    return t('policy.capOf', { band: bandLabel(band) });
  }
  const level = levelsSet.find((known) => known === name);
  if (group === 'levels' && level !== undefined) {
    return t('policy.levelUpTo', { level: levelLabel(level) });
  }
  const single = singles.find((known) => known === path);
  return single === undefined ? path : t(`policy.fields.${single}`);
}

/** A value of a policy by its path, as people read it. */
export function pathValue(path: string, value: unknown): string {
  const field = ruleFields.find((known) => known === path.split('.')[2]);
  if (field !== undefined) return ruleValue(field, value);
  if (value === 'continuous' || value === 'on_demand') return t(`policy.video.${value}.title`);
  return typeof value === 'number' ? formatNumber(value) : '–';
}

export const bandLabel = (band: Band): string => t(`policy.bands.${band}`);

/** Levels whose upper end a policy sets. */
export const levelsSet = ['clear', 'look', 'likely'] as const;
const singles = ['contradictionWeight', 'reviewers', 'video'] as const;

/** Whether a camera sees it, and a threshold decides. */
export const isSeen = (type: RuleType): type is ViolationType => isViolationType(type);
