import { evidenceOf, incidentSchema } from '@invigil/shared-types';
import type { Incident } from '@invigil/shared-types';
import { z } from 'zod';
import { readDoc, storing } from '../../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../../storage/index.ts';
import type { IncidentReference, IncidentStore } from './incident-store.ts';

const evidenceIdsSchema = z.array(z.string());

export function createSqliteIncidentStore(database: SqliteDatabase): IncidentStore {
  return {
    add: (incident) =>
      storing('incidents.add', () => {
        database.run(
          `INSERT INTO incidents (attempt_id, exam_id, captured_at, evidence_ids, doc, id)
           VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
          ...columnsOf(incident),
        );
      }),

    replace: (incident) =>
      storing('incidents.replace', () => {
        const replaced = database.run(
          `UPDATE incidents
           SET attempt_id = ?, exam_id = ?, captured_at = ?, evidence_ids = ?, doc = ? WHERE id = ?`,
          ...columnsOf(incident),
        );
        return replaced === 1;
      }),

    find: (id) =>
      storing('incidents.find', () => {
        const row = database.get('SELECT doc FROM incidents WHERE id = ?', id);
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

    listByExam: (examId) =>
      storing('incidents.listByExam', () =>
        Map.groupBy(
          database
            .all(
              `SELECT doc FROM incidents WHERE exam_id = ?
               ORDER BY attempt_id, captured_at DESC, id DESC`,
              examId,
            )
            .map((row) => readDoc(row, incidentSchema)),
          ({ attemptId }) => attemptId,
        ),
      ),

    referencesByExam: (examId) =>
      storing('incidents.referencesByExam', () =>
        database
          .all('SELECT id, attempt_id, evidence_ids FROM incidents WHERE exam_id = ?', examId)
          .map(readReference),
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

/** The pictures' ids in a column of their own: they are found even where a `doc` cannot be read. */
function columnsOf(incident: Incident): [string, string, number, string, string, string] {
  return [
    incident.attemptId,
    incident.examId,
    incident.capturedAt,
    JSON.stringify(evidenceOf(incident).map(({ id }) => id)),
    JSON.stringify(incident),
    incident.id,
  ];
}

function readReference(row: SqliteRow): IncidentReference {
  return {
    id: String(row['id']),
    attemptId: String(row['attempt_id']),
    evidenceIds: evidenceIdsSchema.parse(JSON.parse(String(row['evidence_ids']))),
  };
}
