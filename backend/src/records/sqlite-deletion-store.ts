import { deletionSchema, type Deletion } from '@invigil/shared-types';
import { readDoc, storing, type SqliteDatabase } from '../storage/index.ts';
import type { DeletionStore } from './deletion-store.ts';

export function createSqliteDeletionStore(database: SqliteDatabase): DeletionStore {
  const put = (deletion: Deletion, finished: 0 | 1): void => {
    database.run(
      `INSERT INTO deletions (id, exam_id, at, finished, doc) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET at = excluded.at, finished = excluded.finished,
         doc = excluded.doc`,
      deletion.id,
      deletion.examId,
      deletion.at,
      finished,
      JSON.stringify(deletion),
    );
  };

  return {
    begin: (deletion) => storing('deletions.begin', () => put(deletion, 0)),

    finish: (deletion) => storing('deletions.finish', () => put(deletion, 1)),

    cancel: (id) =>
      storing('deletions.cancel', () => {
        database.run('DELETE FROM deletions WHERE id = ? AND finished = 0', id);
      }),

    listUnfinished: () =>
      storing('deletions.listUnfinished', () =>
        database
          .all('SELECT doc FROM deletions WHERE finished = 0 ORDER BY at, id')
          .map((row) => readDoc(row, deletionSchema)),
      ),

    page: (examId, after, limit) =>
      storing('deletions.page', () =>
        database
          .all(
            `SELECT doc FROM deletions WHERE finished = 1 AND exam_id = ? AND (at, id) < (?, ?)
             ORDER BY at DESC, id DESC LIMIT ?`,
            examId,
            after?.at ?? Number.MAX_SAFE_INTEGER,
            after?.id ?? '',
            limit,
          )
          .map((row) => readDoc(row, deletionSchema)),
      ),
  };
}
