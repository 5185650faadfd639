import { attemptReportSchema } from '@invigil/shared-types';
import { readDoc, storing, type SqliteDatabase, type SqliteRow } from '../storage/index.ts';
import type { ReportEntry, ReportStore } from './report-store.ts';

const entryColumns = 'attempt_id, built_at, sources, changes > read_changes AS outdated';

export function createSqliteReportStore(database: SqliteDatabase): ReportStore {
  return {
    save: ({ report, sources, changes }) =>
      storing('reports.save', () => {
        // The count of changes is not set back: one may have been noted since the sources were read.
        database.run(
          `INSERT INTO reports (attempt_id, exam_id, built_at, sources, changes, read_changes, doc)
           VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
           ON CONFLICT (attempt_id) DO UPDATE SET
             exam_id = ?2, built_at = ?3, sources = ?4, read_changes = ?5, doc = ?6`,
          report.attempt.id,
          report.exam.id,
          report.builtAt,
          sources,
          changes,
          JSON.stringify(report),
        );
      }),

    find: (attemptId) =>
      storing('reports.find', () => {
        const row = database.get('SELECT doc FROM reports WHERE attempt_id = ?', attemptId);
        return row === undefined ? null : readDoc(row, attemptReportSchema);
      }),

    entry: (attemptId) =>
      storing('reports.entry', () => {
        const row = database.get(
          `SELECT ${entryColumns} FROM reports WHERE attempt_id = ?`,
          attemptId,
        );
        return row === undefined ? null : readEntry(row);
      }),

    entriesByExam: (examId) =>
      storing('reports.entriesByExam', () =>
        database
          .all(`SELECT ${entryColumns} FROM reports WHERE exam_id = ?`, examId)
          .map(readEntry),
      ),

    listByExam: (examId) =>
      storing('reports.listByExam', () =>
        database
          .all('SELECT doc FROM reports WHERE exam_id = ?', examId)
          .map((row) => readDoc(row, attemptReportSchema)),
      ),

    noteChange: (attemptId) =>
      storing('reports.noteChange', () => {
        const noted = database.run(
          'UPDATE reports SET changes = changes + 1 WHERE attempt_id = ?',
          attemptId,
        );
        return noted === 1;
      }),

    changes: (attemptId) =>
      storing('reports.changes', () => {
        const row = database.get('SELECT changes FROM reports WHERE attempt_id = ?', attemptId);
        return row === undefined ? 0 : Number(row['changes']);
      }),

    deleteByAttempt: (attemptId) =>
      storing('reports.deleteByAttempt', () =>
        database.run('DELETE FROM reports WHERE attempt_id = ?', attemptId),
      ),

    deleteByExam: (examId) =>
      storing('reports.deleteByExam', () =>
        database.run('DELETE FROM reports WHERE exam_id = ?', examId),
      ),
  };
}

function readEntry(row: SqliteRow): ReportEntry {
  return {
    attemptId: String(row['attempt_id']),
    builtAt: Number(row['built_at']),
    sources: String(row['sources']),
    outdated: row['outdated'] === 1,
  };
}
