import { auditEntrySchema, type AuditEntry } from '@invigil/shared-types';
import { storing, type SqliteDatabase, type SqliteRow } from '../storage/index.ts';
import type { AuditStore } from './audit-store.ts';

/** Of what was deleted there are figures alone. */
const erasable = `particulars IS NOT NULL AND json_extract(doc, '$.what') <> 'records_deleted'`;

export function createSqliteAuditStore(database: SqliteDatabase): AuditStore {
  return {
    append: (entry) =>
      storing('audit.append', () => {
        const { particulars, ...lasting } = entry;
        const appended = database.run(
          `INSERT INTO audit (seq, exam_id, doc, particulars) VALUES (?, ?, ?, ?)
           ON CONFLICT (seq) DO NOTHING`,
          entry.seq,
          entry.examId,
          JSON.stringify(lasting),
          particulars === null ? null : JSON.stringify(particulars),
        );
        return appended === 1;
      }),

    last: () =>
      storing('audit.last', () => {
        const row = database.get('SELECT doc, particulars FROM audit ORDER BY seq DESC LIMIT 1');
        return row === undefined ? null : readEntry(row);
      }),

    list: (after, limit) =>
      storing('audit.list', () =>
        database
          .all(
            'SELECT doc, particulars FROM audit WHERE seq > ? ORDER BY seq LIMIT ?',
            after,
            limit,
          )
          .map(readEntry),
      ),

    select: ({ order, after, limit, examId, what, staffId }) =>
      storing('audit.select', () => {
        const newest = order === 'newest';
        const wanted = [
          [newest ? 'seq < ?' : 'seq > ?', after],
          ['exam_id = ?', examId],
          ["json_extract(doc, '$.what') = ?", what],
          ["json_extract(doc, '$.who.staffId') = ?", staffId],
        ] as const;
        const asked = wanted.flatMap(([clause, value]) =>
          value === null ? [] : [{ clause, value }],
        );
        const where = ['1', ...asked.map(({ clause }) => clause)].join(' AND ');
        return database
          .all(
            `SELECT doc, particulars FROM audit WHERE ${where}
             ORDER BY seq ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
            ...asked.map(({ value }) => value),
            limit,
          )
          .map(readEntry);
      }),

    listByAttempt: (attemptId) =>
      storing('audit.listByAttempt', () =>
        database
          .all(
            `SELECT doc, particulars FROM audit WHERE json_extract(doc, '$.attemptId') = ?
             ORDER BY seq`,
            attemptId,
          )
          .map(readEntry),
      ),

    eraseParticulars: (examId, spared) =>
      storing('audit.eraseParticulars', () =>
        database.run(
          `UPDATE audit SET particulars = NULL WHERE exam_id = ?1 AND ${erasable}
             AND (?2 = '[]' OR json_extract(doc, '$.attemptId')
               NOT IN (SELECT value FROM json_each(?2)))`,
          examId,
          JSON.stringify(spared),
        ),
      ),

    eraseParticularsOf: (attemptId) =>
      storing('audit.eraseParticularsOf', () =>
        database.run(
          `UPDATE audit SET particulars = NULL
           WHERE json_extract(doc, '$.attemptId') = ? AND ${erasable}`,
          attemptId,
        ),
      ),
  };
}

function readEntry({ doc, particulars }: SqliteRow): AuditEntry {
  const lasting: unknown = JSON.parse(String(doc));
  const erasable: unknown = typeof particulars === 'string' ? JSON.parse(particulars) : null;
  return auditEntrySchema.parse(Object.assign({}, lasting, { particulars: erasable }));
}
