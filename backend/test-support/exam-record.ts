import {
  defaultPolicy,
  policyFor,
  rescore,
  type Appeal,
  type Attempt,
  type Incident,
  type Policy,
} from '@invigil/shared-types';
import { attemptFor } from '../../shared-types/src/testing/attempts.ts';
import type { ExamRecord } from '../src/review/exam-record.ts';

export interface RecordedStudent {
  readonly attempt?: Partial<Attempt>;
  readonly incidents?: readonly Incident[];
  readonly appeals?: readonly Appeal[];
}

/** An exam's record; the students are named after their ids, and stand on the roster in this order. */
export function examRecordOf(
  students: Readonly<Record<string, RecordedStudent>>,
  policy: Policy = defaultPolicy,
): ExamRecord {
  return {
    policy,
    students: Object.entries(students).map(
      ([id, { attempt, incidents = [], appeals = [] }], place) => {
        const own = policyFor(id, policy);
        return {
          attempt: attemptFor({
            id,
            studentName: id,
            state: 'under_review',
            firstJoinedAt: 1,
            ...attempt,
          }),
          policy: own,
          judgement: rescore(incidents, own),
          incidents,
          appeals,
          place,
        };
      },
    ),
  };
}
