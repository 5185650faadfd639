import { auditEntrySchema, type AuditEntry } from '@invigil/shared-types';
import { storing, type SqliteDatabase, type SqliteRow } from '../storage/index.ts';
import type { AuditStore } from './audit-store.ts';

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

    listByExam: (examId, after, limit) =>
      storing('audit.listByExam', () =>
        database
          .all(
            `SELECT doc, particulars FROM audit WHERE exam_id = ? AND seq > ?
             ORDER BY seq LIMIT ?`,
            examId,
            after,
            limit,
          )
          .map(readEntry),
      ),

    eraseParticulars: (examId) =>
      storing('audit.eraseParticulars', () =>
        database.run(
          'UPDATE audit SET particulars = NULL WHERE exam_id = ? AND particulars IS NOT NULL',
          examId,
        ),
      ),
  };
}

function readEntry({ doc, particulars }: SqliteRow): AuditEntry {
  const lasting: unknown = JSON.parse(String(doc));
  const erasable: unknown = typeof particulars === 'string' ? JSON.parse(particulars) : null;
  return auditEntrySchema.parse(Object.assign({}, lasting, { particulars: erasable }));
}
