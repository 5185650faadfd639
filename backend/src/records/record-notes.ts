import type { Deletion, Staff } from '@invigil/shared-types';
import type { RecordPorts } from './record-ports.ts';

/** Puts a deletion into the audit log and the server's own: figures, never what it said. */
export function note(
  { audit, log }: Pick<RecordPorts, 'audit' | 'log'>,
  { id, at, examId, attemptId, cause, deleted }: Deletion,
  by: Staff | null,
): void {
  audit.write({
    at,
    who: by === null ? { kind: 'server' } : { kind: 'staff', staffId: by.id, name: by.username },
    what: 'records_deleted',
    examId,
    attemptId,
    // The reason is in the list of deletions alone: these particulars are never erased.
    detail: { deletionId: id, cause: cause.kind, deleted },
  });
  log.info(
    { ...subjectOf({ examId, attemptId }), cause: cause.kind, ...deleted },
    'Deleted what was kept',
  );
}

/** Whose records they are, for a log line. */
export const subjectOf = ({ examId, attemptId }: Pick<Deletion, 'examId' | 'attemptId'>) =>
  attemptId === null ? { examId } : { examId, attemptId };
