import { examSchema } from '@invigil/shared-types';
import type { Exam } from '@invigil/shared-types';
import { readDoc, storing } from '../storage/index.ts';
import type { SqliteDatabase } from '../storage/index.ts';
import type { ExamStore } from './exam-store.ts';

export function createSqliteExamStore(database: SqliteDatabase): ExamStore {
  return {
    save: (exam) =>
      storing('exams.save', () => {
        database.run(
          `INSERT INTO exams (id, opens_at, doc) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET opens_at = excluded.opens_at, doc = excluded.doc`,
          exam.id,
          exam.opensAt,
          JSON.stringify(exam),
        );
      }),

    find: (id) =>
      storing('exams.find', () => {
        const row = database.get('SELECT doc FROM exams WHERE id = ?', id);
        return row === undefined ? null : readDoc(row, examSchema);
      }),

    list: () =>
      storing('exams.list', (): Exam[] =>
        database
          .all('SELECT doc FROM exams ORDER BY opens_at DESC, id')
          .map((row) => readDoc(row, examSchema)),
      ),
  };
}
