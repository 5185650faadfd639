import { attemptSchema } from '@invigil/shared-types';
import type { Attempt } from '@invigil/shared-types';
import type { SQLInputValue } from 'node:sqlite';
import { storing } from '../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../storage/index.ts';
import { byStudentName } from './attempt-store.ts';
import type { AttemptPatch, AttemptStore } from './attempt-store.ts';

const columns = `id, exam_id AS examId, student_name AS studentName, state, consent,
  first_joined_at AS firstJoinedAt, ended_at AS endedAt`;

export function createSqliteAttemptStore(database: SqliteDatabase): AttemptStore {
  return {
    create: (attempt, codeHash) =>
      storing('attempts.create', () => {
        database.run(
          `INSERT INTO attempts
             (id, code_hash, exam_id, student_name, state, consent, first_joined_at, ended_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          attempt.id,
          codeHash,
          attempt.examId,
          attempt.studentName,
          attempt.state,
          toConsentColumn(attempt.consent),
          attempt.firstJoinedAt,
          attempt.endedAt,
        );
      }),

    find: (id) =>
      storing('attempts.find', () =>
        toAttempt(database.get(`SELECT ${columns} FROM attempts WHERE id = ?`, id)),
      ),

    findByCodeHash: (codeHash) =>
      storing('attempts.findByCodeHash', () =>
        toAttempt(database.get(`SELECT ${columns} FROM attempts WHERE code_hash = ?`, codeHash)),
      ),

    listByExam: (examId) =>
      storing('attempts.listByExam', () =>
        database
          .all(`SELECT ${columns} FROM attempts WHERE exam_id = ?`, examId)
          .map(readAttempt)
          .sort(byStudentName),
      ),

    update: (id, patch, expectedState) =>
      storing('attempts.update', () => {
        const { assignments, values } = toAssignments(patch);
        const expected = expectedState ?? null;
        // One statement, so no other process can come between the comparison and the change.
        const updated = database.get(
          `UPDATE attempts SET ${assignments} WHERE id = ? AND (? IS NULL OR state = ?)
           RETURNING ${columns}`,
          ...values,
          id,
          expected,
          expected,
        );
        if (updated !== undefined) return readAttempt(updated);
        const exists = database.get('SELECT 1 FROM attempts WHERE id = ?', id) !== undefined;
        return exists ? 'conflict' : 'missing';
      }),

    countByExam: () =>
      storing('attempts.countByExam', () => {
        const rows = database.all(
          'SELECT exam_id AS examId, count(*) AS total FROM attempts GROUP BY exam_id',
        );
        return new Map(rows.map((row) => [String(row['examId']), Number(row['total'])]));
      }),
  };
}

function toAssignments(patch: AttemptPatch): { assignments: string; values: SQLInputValue[] } {
  const changes: [column: string, value: SQLInputValue][] = [];
  if (patch.state !== undefined) changes.push(['state', patch.state]);
  if (patch.consent !== undefined) changes.push(['consent', toConsentColumn(patch.consent)]);
  if (patch.firstJoinedAt !== undefined) changes.push(['first_joined_at', patch.firstJoinedAt]);
  if (patch.endedAt !== undefined) changes.push(['ended_at', patch.endedAt]);
  return {
    // An empty patch is still a comparison, and SQL wants an assignment.
    assignments: changes.map(([column]) => `${column} = ?`).join(', ') || 'id = id',
    values: changes.map(([, value]) => value),
  };
}

function toConsentColumn(consent: Attempt['consent']): string | null {
  return consent === null ? null : JSON.stringify(consent);
}

function toAttempt(row: SqliteRow | undefined): Attempt | null {
  return row === undefined ? null : readAttempt(row);
}

function readAttempt(row: SqliteRow): Attempt {
  const { consent } = row;
  const parsed: unknown = typeof consent === 'string' ? JSON.parse(consent) : null;
  return attemptSchema.parse({ ...row, consent: parsed });
}
