import type { Deletion } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';
import { formatNumber } from '../ui/index.ts';

/** Why something was deleted. */
export function causeWords({ cause }: Pick<Deletion, 'cause'>): string {
  switch (cause.kind) {
    case 'retention':
      return t(`records.causes.${cause.what}`);
    case 'erasure':
      return t('records.causes.erasure', { name: cause.byName, reason: cause.reason });
    case 'exam_deleted':
      return t('records.causes.exam', { name: cause.byName });
  }
}

const kinds = [
  'attempts',
  'pictures',
  'incidents',
  'actions',
  'appeals',
  'events',
  'reports',
  'auditParticulars',
] as const satisfies readonly (keyof Deletion['deleted'])[];

/** How much of what was deleted; what there was none of is left out. */
export const deletedRows = ({ deleted }: Pick<Deletion, 'deleted'>): readonly string[] =>
  kinds
    .filter((kind) => deleted[kind] > 0)
    .map((kind) => t(`records.kinds.${kind}`, { n: formatNumber(deleted[kind]) }));
