import { appealSchema } from '@invigil/shared-types';
import { readDoc, storing, type SqliteDatabase } from '../storage/index.ts';
import type { AppealStore } from './appeal-store.ts';

export function createSqliteAppealStore(database: SqliteDatabase): AppealStore {
  const newestFirst = (column: 'attempt_id' | 'exam_id', id: string) =>
    database
      .all(`SELECT doc FROM appeals WHERE ${column} = ? ORDER BY at DESC, id DESC`, id)
      .map((row) => readDoc(row, appealSchema));

  return {
    file: (appeal) =>
      storing('appeals.file', () => {
        // One statement each, here and below, so that no other process can come in between.
        const row = database.get(
          `INSERT INTO appeals (id, incident_id, attempt_id, exam_id, at, answered, doc)
           VALUES (?, ?, ?, ?, ?, 0, ?)
           ON CONFLICT (incident_id) DO UPDATE
             SET at = excluded.at, doc = json_set(excluded.doc, '$.id', appeals.id)
             WHERE answered = 0
           RETURNING doc`,
          appeal.id,
          appeal.incidentId,
          appeal.attemptId,
          appeal.examId,
          appeal.at,
          JSON.stringify({ ...appeal, answer: null }),
        );
        return row === undefined ? 'answered' : readDoc(row, appealSchema);
      }),

    answer: (id, answer) =>
      storing('appeals.answer', () => {
        const row = database.get(
          `UPDATE appeals SET answered = 1, doc = json_set(doc, '$.answer', json(?))
           WHERE id = ? AND answered = 0 RETURNING doc`,
          JSON.stringify(answer),
          id,
        );
        if (row !== undefined) return readDoc(row, appealSchema);
        const exists = database.get('SELECT 1 FROM appeals WHERE id = ?', id) !== undefined;
        return exists ? 'answered' : 'missing';
      }),

    find: (id) =>
      storing('appeals.find', () => {
        const row = database.get('SELECT doc FROM appeals WHERE id = ?', id);
        return row === undefined ? null : readDoc(row, appealSchema);
      }),

    listByAttempt: (attemptId) =>
      storing('appeals.listByAttempt', () => newestFirst('attempt_id', attemptId)),

    listByExam: (examId) => storing('appeals.listByExam', () => newestFirst('exam_id', examId)),

    deleteByAttempt: (attemptId) =>
      storing('appeals.deleteByAttempt', () =>
        database.run('DELETE FROM appeals WHERE attempt_id = ?', attemptId),
      ),

    deleteByExam: (examId) =>
      storing('appeals.deleteByExam', () =>
        database.run('DELETE FROM appeals WHERE exam_id = ?', examId),
      ),
  };
}
