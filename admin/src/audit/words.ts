import {
  roleSchema,
  type AuditDetail,
  type AuditedStep,
  type AuditEntry,
  type Auditor,
} from '@invigil/shared-types';
import { t, type MessageKey } from '../i18n/index.ts';
import { formatNumber, formatStamp } from '../ui/index.ts';

/** Who did something, in words. */
export function whoWords(who: Auditor): string {
  switch (who.kind) {
    case 'staff':
      return who.name;
    case 'student':
      return t('audit.who.student');
    case 'server':
      return t('audit.who.server');
  }
}

/** What somebody did, as a sentence. */
export const stepSentence = ({ what, who }: Pick<AuditEntry, 'what' | 'who'>): string =>
  t(`audit.steps.${what}`, { who: whoWords(who) });

/** What a step is, whoever does it. */
export const stepName = (what: AuditedStep): string =>
  t(`audit.steps.${what}`, { who: t('audit.who.somebody') });

/** Particulars that have a name in words. */
const named = [
  'title',
  'name',
  'role',
  'from',
  'to',
  'changed',
  'reason',
  'note',
  'type',
  'kind',
  'event',
  'events',
  'state',
  'said',
  'studentName',
  'studentNumber',
  'before',
  'after',
  'version',
  'revision',
  'changes',
  'mode',
  'kept',
  'added',
  'removed',
  'unchanged',
  'host',
  'enabled',
  'failures',
  'sessionsEnded',
  'opensAt',
  'closesAt',
  'timeZone',
  'text',
  'extraMs',
  'queued',
  'withoutAddress',
  'deleted',
  'cause',
] as const;
type Named = (typeof named)[number];

export interface DetailRow {
  readonly key: string;
  /** In words; null where there are none: then the key itself is shown. */
  readonly label: string | null;
  readonly value: string;
  /** Not for people: identifiers, and what has a shape of its own. */
  readonly code: boolean;
}

/** The particulars of an entry, one row each: those in words first. */
export function detailRows(detail: AuditDetail, timeZone?: string): DetailRow[] {
  const rows = Object.entries(detail).map(([key, value]): DetailRow => {
    const known: Named | undefined = named.find((name) => name === key);
    const label = known === undefined ? null : t(`audit.fields.${known}` satisfies MessageKey);
    return { key, label, ...shown(key, value, timeZone) };
  });
  return [
    ...rows.filter(({ label }) => label !== null),
    ...rows.filter(({ label }) => label === null),
  ];
}

function shown(
  key: string,
  value: AuditDetail[string],
  timeZone: string | undefined,
): Pick<DetailRow, 'value' | 'code'> {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return { value: t('audit.nothing'), code: false };
  if (typeof value === 'boolean') return { value: t(`audit.${value ? 'yes' : 'no'}`), code: false };
  if (typeof value === 'number') {
    return {
      value: key.endsWith('At') ? formatStamp(value, timeZone) : formatNumber(value),
      code: false,
    };
  }
  if (typeof value === 'string') {
    const role = roleSchema.safeParse(value);
    if (role.success) return { value: t(`people.roles.${role.data}`), code: false };
    return { value, code: /(?:Id|^id)$/.test(key) };
  }
  const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  return plain
    ? { value: value.map(String).join(', '), code: false }
    : { value: JSON.stringify(value, null, 2), code: true };
}
