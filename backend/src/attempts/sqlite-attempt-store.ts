import { attemptSchema, checkNames } from '@invigil/shared-types';
import type { Attempt } from '@invigil/shared-types';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { storing } from '../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../storage/index.ts';
import { byStudentName } from './attempt-store.ts';
import type { AttemptExpectation, AttemptPatch, AttemptStore } from './attempt-store.ts';

const columns = `id, exam_id AS examId, student_name AS studentName,
  student_number AS studentNumber, state, consent, first_joined_at AS firstJoinedAt,
  ended_at AS endedAt, outcome, room, paused_at AS pausedAt, extra_time_ms AS extraTimeMs,
  admitted_at AS admittedAt, system_check AS systemCheck`;

export function createSqliteAttemptStore(database: SqliteDatabase): AttemptStore {
  return {
    create: (attempt, codeHash) =>
      storing('attempts.create', () => insertAttempt(database, attempt, codeHash)),

    find: (id) =>
      storing('attempts.find', () =>
        toAttempt(database.get(`SELECT ${columns} FROM attempts WHERE id = ?`, id)),
      ),

    findByCodeHash: (codeHash) =>
      storing('attempts.findByCodeHash', () =>
        toAttempt(database.get(`SELECT ${columns} FROM attempts WHERE code_hash = ?`, codeHash)),
      ),

    findMany: (ids) =>
      storing('attempts.findMany', () =>
        database
          .all(
            `SELECT ${columns} FROM attempts WHERE id IN (SELECT value FROM json_each(?))`,
            JSON.stringify(ids),
          )
          .map(readAttempt),
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

    delete: (id, states) =>
      storing('attempts.delete', () => {
        const deleted = database.run(
          'DELETE FROM attempts WHERE id = ? AND state IN (SELECT value FROM json_each(?))',
          id,
          JSON.stringify(states),
        );
        if (deleted === 1) return 'deleted';
        const exists = database.get('SELECT 1 FROM attempts WHERE id = ?', id) !== undefined;
        return exists ? 'conflict' : 'missing';
      }),

    deleteByExam: (examId) =>
      storing('attempts.deleteByExam', () =>
        database.run('DELETE FROM attempts WHERE exam_id = ?', examId),
      ),

    examsUnfinished: () =>
      storing('attempts.examsUnfinished', () =>
        database
          .all('SELECT DISTINCT exam_id AS examId FROM attempts WHERE outcome IS NULL')
          .map((row) => String(row['examId'])),
      ),

    countReady: (examId) =>
      storing('attempts.countReady', () => {
        // No check is named twice: where there are as many as there are names, none is missing.
        const row = database.get(
          `SELECT count(*) AS total FROM attempts
           WHERE exam_id = ? AND json_array_length(system_check, '$.lines') = ? AND NOT EXISTS (
             SELECT 1 FROM json_each(system_check, '$.lines')
             WHERE json_extract(value, '$.outcome') = 'failed'
           )`,
          examId,
          checkNames.length,
        );
        return Number(row?.['total'] ?? 0);
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

/** For those who put an attempt there as part of a transaction of their own. */
export function insertAttempt(database: SqliteDatabase, attempt: Attempt, codeHash: string): void {
  database.run(
    `INSERT INTO attempts
       (id, code_hash, exam_id, student_name, student_number, state, consent, first_joined_at,
        ended_at, outcome, room, paused_at, extra_time_ms, admitted_at, system_check)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    attempt.id,
    codeHash,
    attempt.examId,
    attempt.studentName,
    attempt.studentNumber,
    attempt.state,
    toJsonColumn(attempt.consent),
    attempt.firstJoinedAt,
    attempt.endedAt,
    attempt.outcome,
    attempt.room,
    attempt.pausedAt,
    attempt.extraTimeMs,
    attempt.admittedAt,
    toJsonColumn(attempt.systemCheck),
  );
}

function toAssignments(patch: AttemptPatch): { assignments: string; values: SQLInputValue[] } {
  const changes: [column: string, value: SQLInputValue][] = [];
  if (patch.state !== undefined) changes.push(['state', patch.state]);
  if (patch.consent !== undefined) changes.push(['consent', toJsonColumn(patch.consent)]);
  if (patch.firstJoinedAt !== undefined) changes.push(['first_joined_at', patch.firstJoinedAt]);
  if (patch.endedAt !== undefined) changes.push(['ended_at', patch.endedAt]);
  if (patch.outcome !== undefined) changes.push(['outcome', patch.outcome]);
  if (patch.pausedAt !== undefined) changes.push(['paused_at', patch.pausedAt]);
  if (patch.extraTimeMs !== undefined) changes.push(['extra_time_ms', patch.extraTimeMs]);
  if (patch.admittedAt !== undefined) changes.push(['admitted_at', patch.admittedAt]);
  if (patch.systemCheck !== undefined) {
    changes.push(['system_check', toJsonColumn(patch.systemCheck)]);
  }
  return {
    // An empty patch is still a comparison, and SQL wants an assignment.
    assignments: changes.map(([column]) => `${column} = ?`).join(', ') || 'id = id',
    values: changes.map(([, value]) => value),
  };
}

function toConditions({ state, pausedAt, extraTimeMs, admittedAt }: AttemptExpectation): {
  conditions: string;
  operands: SQLInputValue[];
} {
  const expected: [column: string, value: SQLInputValue][] = [];
  if (state !== undefined) expected.push(['state', state]);
  if (pausedAt !== undefined) expected.push(['paused_at', pausedAt]);
  if (extraTimeMs !== undefined) expected.push(['extra_time_ms', extraTimeMs]);
  if (admittedAt !== undefined) expected.push(['admitted_at', admittedAt]);
  return {
    // `IS` also compares with NULL.
    conditions: expected.map(([column]) => ` AND ${column} IS ?`).join(''),
    operands: expected.map(([, value]) => value),
  };
}

function toJsonColumn(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function toAttempt(row: SqliteRow | undefined): Attempt | null {
  return row === undefined ? null : readAttempt(row);
}

function readAttempt(row: SqliteRow): Attempt {
  const { consent, systemCheck } = row;
  return attemptSchema.parse({
    ...row,
    consent: fromJsonColumn(consent),
    systemCheck: fromJsonColumn(systemCheck),
  });
}

function fromJsonColumn(column: SQLOutputValue | undefined): unknown {
  return typeof column === 'string' ? JSON.parse(column) : null;
}
