import type { ExamSettings } from '@invigil/shared-types';
import { z } from 'zod';
import { t } from '../../i18n/index.ts';
import { formatMoment } from '../../ui/index.ts';

/** Fields by their paths. */
const fields = [
  'title',
  'opensAt',
  'closesAt',
  'timeZone',
  'quizUrl',
  'quizPatterns',
  'finishPatterns',
  'rooms',
  'admission',
  'retentionDays',
  'recordDays',
  'contact',
] as const satisfies readonly (keyof ExamSettings)[];
const viewFields = [
  'warnings',
  'watchers',
  'receipt',
  'appealDays',
] as const satisfies readonly (keyof ExamSettings['studentView'])[];

/** What a field is called. */
export function fieldLabel(path: string): string {
  const own = fields.find((field) => field === path);
  if (own !== undefined) return t(`exams.fields.${own}`);
  const view = viewFields.find((field) => path === `studentView.${field}`);
  return view === undefined ? path : t(`exams.fields.${view}`);
}

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/**
 * A field's value as people read it.
 * @param timeZone in which times are told
 */
export function fieldWords(path: string, value: unknown, timeZone: string): string {
  const parsed = valueSchema.safeParse(value);
  if (!parsed.success) return '–';
  const { data } = parsed;
  if (Array.isArray(data)) return data.length === 0 ? t('exams.form.none') : data.join('\n');
  if (typeof data === 'boolean') return t(data ? 'exams.form.on' : 'exams.form.off');
  if (typeof data === 'number') {
    if (path.endsWith('At')) return formatMoment(data, timeZone);
    return t('exams.units.countedDays', data);
  }
  return choiceWords(path, data) ?? data;
}

function choiceWords(path: string, value: string): string | null {
  const { admission, watchers, receipt } = {
    admission: ['automatic', 'by_invigilator'] as const,
    watchers: ['names', 'number', 'hidden'] as const,
    receipt: ['pictures', 'incidents', 'arrival'] as const,
  };
  if (path === 'admission') {
    const known = admission.find((name) => name === value);
    return known === undefined ? null : t(`exams.admission.${known}.title`);
  }
  if (path === 'studentView.watchers') {
    const known = watchers.find((name) => name === value);
    return known === undefined ? null : t(`exams.watchers.${known}`);
  }
  if (path === 'studentView.receipt') {
    const known = receipt.find((name) => name === value);
    return known === undefined ? null : t(`exams.receipt.${known}`);
  }
  return null;
}
