import { statesBefore, type Attempt } from '@invigil/shared-types';
import { storing, type SqliteDatabase, type SqliteRow } from '../storage/index.ts';
import { nameKey, numberKey, sortKey } from './keys.ts';
import {
  rosterRecordSchema,
  type NewStudent,
  type RosterQuery,
  type RosterRecord,
  type RosterStore,
  type StudentChange,
} from './roster-store.ts';

const columns = `attempt_id AS attemptId, exam_id AS examId, sort_key AS sortKey,
  number_key AS numberKey, email, generation, code_used_at AS codeUsedAt, mailed_at AS mailedAt`;
const matching = `exam_id = ? AND (? = '' OR instr(name_key, ?) > 0 OR instr(number_key, ?) > 0)`;
const notBegun = `first_joined_at IS NULL AND state IN (${statesBefore.map((state) => `'${state}'`).join(', ')})`;

/** Undoes a transaction. */
class NumberTaken extends Error {}

/** @param insertAttempt of the attempts' own store: both are written in one transaction */
export function createSqliteRosterStore(
  database: SqliteDatabase,
  insertAttempt: (database: SqliteDatabase, attempt: Attempt, codeHash: string) => void,
): RosterStore {
  const add = ({ attempt, email, codeHash }: NewStudent): void => {
    const added = database.run(
      `INSERT INTO roster (attempt_id, exam_id, name_key, sort_key, number_key, email, generation)
       VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (exam_id, number_key) DO NOTHING`,
      attempt.id,
      attempt.examId,
      nameKey(attempt.studentName),
      sortKey(attempt.studentName),
      attempt.studentNumber === null ? null : numberKey(attempt.studentNumber),
      email,
    );
    if (added === 0) throw new NumberTaken();
    insertAttempt(database, attempt, codeHash);
  };

  const change = (examId: string, { id, ...is }: StudentChange): void => {
    const known = database.run(
      'UPDATE attempts SET student_name = ?, student_number = ?, room = ? WHERE id = ? AND exam_id = ?',
      is.studentName,
      is.studentNumber,
      is.room,
      id,
      examId,
    );
    if (known === 0) return;
    const changed = database.run(
      `UPDATE OR IGNORE roster SET name_key = ?, sort_key = ?, number_key = ?, email = ?
       WHERE attempt_id = ?`,
      nameKey(is.studentName),
      sortKey(is.studentName),
      is.studentNumber === null ? null : numberKey(is.studentNumber),
      is.email,
      id,
    );
    if (changed === 0) throw new NumberTaken();
  };

  const remove = (examId: string, id: string): boolean => {
    const gone = database.run(
      `DELETE FROM attempts WHERE id = ? AND exam_id = ? AND ${notBegun}`,
      id,
      examId,
    );
    if (gone > 0) database.run('DELETE FROM roster WHERE attempt_id = ?', id);
    return gone > 0;
  };

  return {
    find: (attemptId) =>
      storing('roster.find', () =>
        toRecord(database.get(`SELECT ${columns} FROM roster WHERE attempt_id = ?`, attemptId)),
      ),

    findByNumber: (examId, key) =>
      storing('roster.findByNumber', () =>
        toRecord(
          database.get(
            `SELECT ${columns} FROM roster WHERE exam_id = ? AND number_key = ?`,
            examId,
            key,
          ),
        ),
      ),

    listByExam: (examId) =>
      storing('roster.listByExam', () =>
        database.all(`SELECT ${columns} FROM roster WHERE exam_id = ?`, examId).map(readRecord),
      ),

    page: (query, after, limit) =>
      storing('roster.page', () =>
        database
          .all(
            `SELECT ${columns} FROM roster WHERE ${matching} AND (sort_key, attempt_id) > (?, ?)
             ORDER BY sort_key, attempt_id LIMIT ?`,
            ...operands(query),
            after?.sortKey ?? '',
            after?.attemptId ?? '',
            limit,
          )
          .map(readRecord),
      ),

    count: (query) =>
      storing('roster.count', () =>
        Number(
          database.get(
            `SELECT count(*) AS total FROM roster WHERE ${matching}`,
            ...operands(query),
          )?.['total'] ?? 0,
        ),
      ),

    write: (examId, { added, changed, removed }) =>
      storing('roster.write', () => {
        try {
          return database.transaction(() => {
            // In this order: whoever is new may have the number of somebody who goes.
            const gone = removed.filter((id) => remove(examId, id));
            for (const one of changed) change(examId, one);
            for (const one of added) add(one);
            return { removed: gone };
          });
        } catch (error) {
          if (error instanceof NumberTaken) return 'number_taken';
          throw error;
        }
      }),

    renew: (attemptId, from, codeHash) =>
      storing('roster.renew', () =>
        database.transaction(() => {
          const renewed = database.run(
            `UPDATE roster SET generation = generation + 1, code_used_at = NULL, mailed_at = NULL
             WHERE attempt_id = ? AND generation = ?`,
            attemptId,
            from,
          );
          if (renewed === 0) return false;
          database.run('UPDATE attempts SET code_hash = ? WHERE id = ?', codeHash, attemptId);
          return true;
        }),
      ),

    useCode: (attemptId, generation, at) =>
      storing('roster.useCode', () => {
        const used = database.run(
          `UPDATE roster SET code_used_at = ?
           WHERE attempt_id = ? AND generation = ? AND code_used_at IS NULL`,
          at,
          attemptId,
          generation,
        );
        return used === 1;
      }),

    mailed: (attemptId, generation, at) =>
      storing('roster.mailed', () => {
        database.run(
          'UPDATE roster SET mailed_at = ? WHERE attempt_id = ? AND generation = ?',
          at,
          attemptId,
          generation,
        );
      }),

    deleteByAttempts: (attemptIds) =>
      storing('roster.deleteByAttempts', () =>
        database.run(
          'DELETE FROM roster WHERE attempt_id IN (SELECT value FROM json_each(?))',
          JSON.stringify(attemptIds),
        ),
      ),

    deleteByExam: (examId) =>
      storing('roster.deleteByExam', () =>
        database.run('DELETE FROM roster WHERE exam_id = ?', examId),
      ),
  };
}

function operands({ examId, search }: RosterQuery): [string, string, string, string] {
  const name = nameKey(search);
  return [examId, name, name, numberKey(search)];
}

const toRecord = (row: SqliteRow | undefined): RosterRecord | null =>
  row === undefined ? null : readRecord(row);
const readRecord = (row: SqliteRow): RosterRecord => rosterRecordSchema.parse(row);
