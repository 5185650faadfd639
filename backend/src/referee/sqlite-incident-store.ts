import { incidentSchema, violationTypeSchema } from '@invigil/shared-types';
import { readDoc, storing } from '../storage/index.ts';
import type { SqliteDatabase } from '../storage/index.ts';
import { noIncidents } from './incident-store.ts';
import type { IncidentStore, IncidentSummary } from './incident-store.ts';

export function createSqliteIncidentStore(database: SqliteDatabase): IncidentStore {
  return {
    add: (incident) =>
      storing('incidents.add', () => {
        database.run(
          `INSERT INTO incidents (id, attempt_id, exam_id, type, captured_at, evidence_id, doc)
           VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
          incident.id,
          incident.attemptId,
          incident.examId,
          incident.type,
          incident.capturedAt,
          incident.evidence.id,
          JSON.stringify(incident),
        );
      }),

    find: (id) =>
      storing('incidents.find', () => {
        const row = database.get('SELECT doc FROM incidents WHERE id = ?', id);
        return row === undefined ? null : readDoc(row, incidentSchema);
      }),

    findByEvidenceId: (evidenceId) =>
      storing('incidents.findByEvidenceId', () => {
        const row = database.get('SELECT doc FROM incidents WHERE evidence_id = ?', evidenceId);
        return row === undefined ? null : readDoc(row, incidentSchema);
      }),

    listByAttempt: (attemptId) =>
      storing('incidents.listByAttempt', () =>
        database
          .all(
            'SELECT doc FROM incidents WHERE attempt_id = ? ORDER BY captured_at DESC, id DESC',
            attemptId,
          )
          .map((row) => readDoc(row, incidentSchema)),
      ),

    countsByAttempt: (attemptId) =>
      storing('incidents.countsByAttempt', () => {
        const counts = noIncidents();
        const rows = database.all(
          'SELECT type, count(*) AS total FROM incidents WHERE attempt_id = ? GROUP BY type',
          attemptId,
        );
        for (const row of rows) {
          counts[violationTypeSchema.parse(row['type'])] = Number(row['total']);
        }
        return counts;
      }),

    countsByExam: (examId) =>
      storing('incidents.countsByExam', () => {
        const latest = database.all(
          `SELECT attempt_id AS attemptId, doc FROM (
             SELECT attempt_id, doc, row_number() OVER (
               PARTITION BY attempt_id ORDER BY captured_at DESC, id DESC) AS place
             FROM incidents WHERE exam_id = ?) WHERE place = 1`,
          examId,
        );
        const summaries = new Map<string, IncidentSummary>();
        for (const row of latest) {
          summaries.set(String(row['attemptId']), {
            counts: noIncidents(),
            latest: readDoc(row, incidentSchema),
          });
        }
        const totals = database.all(
          `SELECT attempt_id AS attemptId, type, count(*) AS total
           FROM incidents WHERE exam_id = ? GROUP BY attempt_id, type`,
          examId,
        );
        for (const row of totals) {
          const counts = summaries.get(String(row['attemptId']))?.counts;
          if (counts !== undefined) {
            counts[violationTypeSchema.parse(row['type'])] = Number(row['total']);
          }
        }
        return summaries;
      }),

    referencesByExam: (examId) =>
      storing('incidents.referencesByExam', () =>
        database
          .all('SELECT id, attempt_id, evidence_id FROM incidents WHERE exam_id = ?', examId)
          .map((row) => ({
            id: String(row['id']),
            attemptId: String(row['attempt_id']),
            evidenceId: String(row['evidence_id']),
          })),
      ),

    delete: (ids) =>
      storing('incidents.delete', () =>
        database.run(
          'DELETE FROM incidents WHERE id IN (SELECT value FROM json_each(?))',
          JSON.stringify(ids),
        ),
      ),
  };
}
