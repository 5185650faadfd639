import { isDeepStrictEqual } from 'node:util';
import type { Auditor, Policy } from '@invigil/shared-types';
import type { AuditRecord } from './chain.ts';

export interface PolicyReplacement {
  readonly examId: string;
  readonly before: Policy;
  readonly after: Policy;
  readonly who: Auditor;
  readonly at: number;
}

/** What the audit log says of a policy that was replaced: one record, and one for each accommodation. Pure. */
export function policyRecords({
  examId,
  before,
  after,
  who,
  at,
}: PolicyReplacement): AuditRecord[] {
  const { accommodations: was, ...rulesBefore } = before;
  const { accommodations: is, ...rulesAfter } = after;
  const old: Readonly<Record<string, unknown>> = rulesBefore;
  const changed = Object.entries(rulesAfter).flatMap(([rule, value]) =>
    rule === 'version' || isDeepStrictEqual(value, old[rule]) ? [] : [rule],
  );
  const students = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (attemptId) => !isDeepStrictEqual(was[attemptId], is[attemptId]),
  );
  return [
    {
      ...{ at, who, examId, attemptId: null, what: 'policy_changed' as const },
      detail: { from: before.version, to: after.version, changed },
    },
    ...students.map((attemptId): AuditRecord => ({
      ...{ at, who, examId, attemptId, what: 'accommodation_changed' },
      detail: {
        version: after.version,
        before: was[attemptId] ?? null,
        after: is[attemptId] ?? null,
      },
    })),
  ];
}
