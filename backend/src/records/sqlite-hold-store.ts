import { legalHoldSchema } from '@invigil/shared-types';
import { readDoc, storing, type SqliteDatabase } from '../storage/index.ts';
import type { HoldStore } from './hold-store.ts';

export function createSqliteHoldStore(database: SqliteDatabase): HoldStore {
  return {
    place: ({ attemptId, examId }, hold) =>
      storing('holds.place', () => {
        database.run(
          `INSERT INTO legal_holds (attempt_id, exam_id, doc) VALUES (?, ?, ?)
           ON CONFLICT (attempt_id) DO UPDATE SET doc = excluded.doc`,
          attemptId,
          examId,
          JSON.stringify(hold),
        );
      }),

    find: (attemptId) =>
      storing('holds.find', () => {
        const row = database.get('SELECT doc FROM legal_holds WHERE attempt_id = ?', attemptId);
        return row === undefined ? null : readDoc(row, legalHoldSchema);
      }),

    listByExam: (examId) =>
      storing('holds.listByExam', () =>
        database
          .all('SELECT attempt_id FROM legal_holds WHERE exam_id = ?', examId)
          .map((row) => String(row['attempt_id'])),
      ),

    lift: (attemptId) =>
      storing(
        'holds.lift',
        () => database.run('DELETE FROM legal_holds WHERE attempt_id = ?', attemptId) === 1,
      ),
  };
}
