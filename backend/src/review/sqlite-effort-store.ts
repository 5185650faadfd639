import { storing, type SqliteDatabase } from '../storage/index.ts';
import type { EffortStore } from './effort-store.ts';

export function createSqliteEffortStore(database: SqliteDatabase): EffortStore {
  return {
    add: ({ attemptId, examId, staffId, keystrokes, activeMs }) =>
      storing('efforts.add', () => {
        database.run(
          `INSERT INTO review_efforts (attempt_id, staff_id, exam_id, keystrokes, active_ms)
           VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (attempt_id, staff_id) DO UPDATE SET
             keystrokes = keystrokes + excluded.keystrokes,
             active_ms = active_ms + excluded.active_ms`,
          attemptId,
          staffId,
          examId,
          keystrokes,
          activeMs,
        );
      }),

    listByExam: (examId) =>
      storing('efforts.listByExam', () =>
        database
          .all(
            `SELECT attempt_id, sum(keystrokes) AS keystrokes, sum(active_ms) AS active_ms
             FROM review_efforts WHERE exam_id = ? GROUP BY attempt_id`,
            examId,
          )
          .map((row) => ({
            attemptId: String(row['attempt_id']),
            keystrokes: Number(row['keystrokes']),
            activeMs: Number(row['active_ms']),
          })),
      ),

    deleteByAttempt: (attemptId) =>
      storing('efforts.deleteByAttempt', () =>
        database.run('DELETE FROM review_efforts WHERE attempt_id = ?', attemptId),
      ),

    deleteByExam: (examId) =>
      storing('efforts.deleteByExam', () =>
        database.run('DELETE FROM review_efforts WHERE exam_id = ?', examId),
      ),
  };
}
