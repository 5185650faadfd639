import { setImmediate as otherWork } from 'node:timers/promises';
import { frameEventSchema } from '@invigil/shared-types';
import { readDoc, storing } from '../../storage/index.ts';
import type { SqliteDatabase } from '../../storage/index.ts';
import type { FrameEventStore } from './frame-event-store.ts';

/** Lines that are deleted at once: the server does nothing else meanwhile, and an exam has many. */
const deletedAtOnce = 1000;

export function createSqliteFrameEventStore(database: SqliteDatabase): FrameEventStore {
  const deleteWhere = async (
    condition: string,
    ...values: readonly (string | number)[]
  ): Promise<number> => {
    for (let total = 0; ; await otherWork()) {
      const deleted = database.run(
        `DELETE FROM frame_events
         WHERE id IN (SELECT id FROM frame_events WHERE ${condition} LIMIT ${deletedAtOnce})`,
        ...values,
      );
      total += deleted;
      if (deleted < deletedAtOnce) return total;
    }
  };

  return {
    append: (entries) =>
      storing('frameEvents.append', () =>
        database.transaction(() => {
          for (const { id, event } of entries) {
            database.run(
              `INSERT INTO frame_events (id, attempt_id, exam_id, at, doc) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (id) DO NOTHING`,
              id,
              event.attemptId,
              event.examId,
              event.at,
              JSON.stringify(event),
            );
          }
        }),
      ),

    listByAttempt: (attemptId) =>
      storing('frameEvents.listByAttempt', () =>
        database
          .all('SELECT doc FROM frame_events WHERE attempt_id = ? ORDER BY at, id', attemptId)
          .map((row) => readDoc(row, frameEventSchema)),
      ),

    deleteByAttempt: (attemptId) =>
      storing('frameEvents.deleteByAttempt', () => deleteWhere('attempt_id = ?', attemptId)),

    deleteByExam: (examId) =>
      storing('frameEvents.deleteByExam', () => deleteWhere('exam_id = ?', examId)),

    deleteBefore: (time, spared = []) =>
      storing('frameEvents.deleteBefore', () =>
        deleteWhere(
          'at < ? AND attempt_id NOT IN (SELECT value FROM json_each(?))',
          time,
          JSON.stringify(spared),
        ),
      ),
  };
}
