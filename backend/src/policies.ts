import { isBefore, type Policy } from '@invigil/shared-types';
import { AgreedScopes, type LiveTracker } from './attempts/index.ts';
import { policyRecords, type AuditSink } from './audit/index.ts';
import { ExamPolicies, type PolicyReplaced } from './exams/index.ts';
import type { Unattended } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import { logLine, type EventSink } from './referee/index.ts';

export interface PoliciesPorts {
  readonly stores: Pick<Stores, 'exams' | 'attempts' | 'staff'>;
  readonly tracker: Pick<LiveTracker, 'tiles' | 'recount'>;
  readonly events: EventSink;
  readonly audit: AuditSink;
  readonly unattended: Unattended;
  /** The exam's agents are to be told, each what is for its student, and its video sent accordingly. */
  readonly tellPolicy: (examId: string, policy: Policy) => void;
}

/** The exams' policies, wired: a new one is on record, told, and shown at once. Part of the composition root. */
export function openPolicies(ports: PoliciesPorts): ExamPolicies {
  const { stores, tracker, unattended, tellPolicy } = ports;
  const agreed = new AgreedScopes((attemptId) => stores.attempts.find(attemptId));
  return new ExamPolicies(stores.exams, {
    agreedBy: (attemptId) => agreed.of(attemptId),
    strangersTo: async (examId, attemptIds) => {
      if (attemptIds.length === 0) return [];
      const roster = await stores.attempts.listByExam(examId);
      const ids = new Set(roster.map(({ id }) => id));
      return attemptIds.filter((id) => !ids.has(id));
    },
    onChanged: (examId, policy, change) => {
      noteInLogs(ports, examId, policy.version);
      unattended.run(
        auditChange(ports, examId, policy, change),
        { examId },
        'A new policy is not in the audit log',
      );
      tellPolicy(examId, policy);
      unattended.run(tracker.recount(examId), { examId }, 'A new policy is not shown yet');
    },
  });
}

/** A line in the log of everyone whose score it may change: those who have begun. */
function noteInLogs({ tracker, events }: PoliciesPorts, examId: string, version: number): void {
  for (const { attemptId, state } of tracker.tiles(examId)) {
    if (isBefore(state)) continue;
    const line = { detail: { version } };
    events.write(logLine({ attemptId, examId }, Date.now(), 'policy_changed', line));
  }
}

async function auditChange(
  { stores, audit }: PoliciesPorts,
  examId: string,
  after: Policy,
  { before, staffId, at }: PolicyReplaced,
): Promise<void> {
  const name = (await stores.staff.findById(staffId))?.username ?? '';
  const who = { kind: 'staff', staffId, name } as const;
  for (const record of policyRecords({ examId, before, after, who, at })) audit.write(record);
}
