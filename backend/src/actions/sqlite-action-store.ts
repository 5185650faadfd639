import { actionSchema } from '@invigil/shared-types';
import { readDoc, storing, type SqliteDatabase } from '../storage/index.ts';
import type { ActionStore } from './action-store.ts';

export function createSqliteActionStore(database: SqliteDatabase): ActionStore {
  return {
    add: (action) =>
      storing('actions.add', () => {
        const added = database.run(
          `INSERT INTO actions (id, attempt_id, exam_id, at, state, doc) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO NOTHING`,
          action.id,
          action.attemptId,
          action.examId,
          action.at,
          action.progress.state,
          JSON.stringify(action),
        );
        return added === 1;
      }),

    find: (id) =>
      storing('actions.find', () => {
        const row = database.get('SELECT doc FROM actions WHERE id = ?', id);
        return row === undefined ? null : readDoc(row, actionSchema);
      }),

    progress: (id, progress, expected) =>
      storing('actions.progress', () => {
        // One statement, so no other process can come between the comparison and the change.
        const updated = database.get(
          `UPDATE actions SET state = ?, doc = json_set(doc, '$.progress', json(?))
           WHERE id = ? AND state = ? RETURNING doc`,
          progress.state,
          JSON.stringify(progress),
          id,
          expected,
        );
        if (updated !== undefined) return readDoc(updated, actionSchema);
        const exists = database.get('SELECT 1 FROM actions WHERE id = ?', id) !== undefined;
        return exists ? 'conflict' : 'missing';
      }),

    listByAttempt: (attemptId) =>
      storing('actions.listByAttempt', () =>
        database
          .all('SELECT doc FROM actions WHERE attempt_id = ? ORDER BY at, id', attemptId)
          .map((row) => readDoc(row, actionSchema)),
      ),

    listByExam: (examId) =>
      storing('actions.listByExam', () =>
        database
          .all('SELECT doc FROM actions WHERE exam_id = ? ORDER BY at, id', examId)
          .map((row) => readDoc(row, actionSchema)),
      ),

    deleteByAttempt: (attemptId) =>
      storing('actions.deleteByAttempt', () =>
        database.run('DELETE FROM actions WHERE attempt_id = ?', attemptId),
      ),

    deleteByExam: (examId) =>
      storing('actions.deleteByExam', () =>
        database.run('DELETE FROM actions WHERE exam_id = ?', examId),
      ),
  };
}
