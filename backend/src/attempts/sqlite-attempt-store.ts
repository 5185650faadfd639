import { attemptSchema } from '@invigil/shared-types';
import type { Attempt } from '@invigil/shared-types';
import type { SQLInputValue } from 'node:sqlite';
import { storing } from '../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../storage/index.ts';
import { byStudentName } from './attempt-store.ts';
import type { AttemptExpectation, AttemptPatch, AttemptStore } from './attempt-store.ts';

const columns = `id, exam_id AS examId, student_name AS studentName, state, consent,
  first_joined_at AS firstJoinedAt, ended_at AS endedAt, room, paused_at AS pausedAt,
  extra_time_ms AS extraTimeMs`;

export function createSqliteAttemptStore(database: SqliteDatabase): AttemptStore {
  return {
    create: (attempt, codeHash) =>
      storing('attempts.create', () => {
        database.run(
          `INSERT INTO attempts
             (id, code_hash, exam_id, student_name, state, consent, first_joined_at, ended_at, room,
              paused_at, extra_time_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          attempt.id,
          codeHash,
          attempt.examId,
          attempt.studentName,
          attempt.state,
          toConsentColumn(attempt.consent),
          attempt.firstJoinedAt,
          attempt.endedAt,
          attempt.room,
          attempt.pausedAt,
          attempt.extraTimeMs,
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

    update: (id, patch, expected = {}) =>
      storing('attempts.update', () => {
        const { assignments, values } = toAssignments(patch);
        const { conditions, operands } = toConditions(expected);
        // One statement, so no other process can come between the comparison and the change.
        const updated = database.get(
          `UPDATE attempts SET ${assignments} WHERE id = ?${conditions} RETURNING ${columns}`,
          ...values,
          id,
          ...operands,
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
  if (patch.pausedAt !== undefined) changes.push(['paused_at', patch.pausedAt]);
  if (patch.extraTimeMs !== undefined) changes.push(['extra_time_ms', patch.extraTimeMs]);
  return {
    // An empty patch is still a comparison, and SQL wants an assignment.
    assignments: changes.map(([column]) => `${column} = ?`).join(', ') || 'id = id',
    values: changes.map(([, value]) => value),
  };
}

function toConditions({ state, pausedAt, extraTimeMs }: AttemptExpectation): {
  conditions: string;
  operands: SQLInputValue[];
} {
  const expected: [column: string, value: SQLInputValue][] = [];
  if (state !== undefined) expected.push(['state', state]);
  if (pausedAt !== undefined) expected.push(['paused_at', pausedAt]);
  if (extraTimeMs !== undefined) expected.push(['extra_time_ms', extraTimeMs]);
  return {
    // `IS` also compares with NULL.
    conditions: expected.map(([column]) => ` AND ${column} IS ?`).join(''),
    operands: expected.map(([, value]) => value),
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
