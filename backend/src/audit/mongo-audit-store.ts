import { auditEntrySchema, type AuditEntry } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import { isDuplicate, schemaOptions, storing } from '../storage/index.ts';
import type { AuditStore } from './audit-store.ts';

/** The number is the `_id`. */
type AuditDocument = Omit<AuditEntry, 'seq' | 'particulars'> & {
  _id: number;
  /** As JSON: their names are free, and MongoDB gives some a meaning. */
  particulars: string | null;
};

const auditDocuments = new Schema<AuditDocument>(
  { _id: Number, examId: String, attemptId: String },
  schemaOptions,
)
  .index({ examId: 1, _id: 1 })
  .index({ attemptId: 1, _id: 1 });

export async function openMongoAuditStore(connection: Connection): Promise<AuditStore> {
  const entries = connection.model<AuditDocument>('AuditEntry', auditDocuments, 'audit');
  await storing('audit.open', () => entries.createIndexes());

  const erase = async (of: {
    examId?: string;
    attemptId?: string | { $nin: (string | null)[] };
  }): Promise<number> => {
    const { modifiedCount } = await entries.updateMany(
      // Of what was deleted there are figures alone.
      { ...of, particulars: { $ne: null }, what: { $ne: 'records_deleted' } },
      { $set: { particulars: null } },
    );
    return modifiedCount;
  };

  return {
    append: (entry) =>
      storing('audit.append', async () => {
        const { seq, particulars, ...rest } = entry;
        try {
          await entries.create({
            ...rest,
            _id: seq,
            particulars: particulars === null ? null : JSON.stringify(particulars),
          });
          return true;
        } catch (error) {
          // Only the number is unique.
          if (isDuplicate(error)) return false;
          throw error;
        }
      }),

    last: () =>
      storing('audit.last', async () => {
        const found = await entries.findOne().sort({ _id: -1 }).lean();
        return found === null ? null : readEntry(found);
      }),

    list: (after, limit) =>
      storing('audit.list', async () => {
        const found = await entries
          .find({ _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(limit)
          .lean();
        return found.map(readEntry);
      }),

    select: ({ order, after, limit, examId, what, staffId }) =>
      storing('audit.select', async () => {
        const newest = order === 'newest';
        const found = await entries
          .find({
            ...(after === null ? {} : { _id: newest ? { $lt: after } : { $gt: after } }),
            ...(examId === null ? {} : { examId }),
            ...(what === null ? {} : { what }),
            ...(staffId === null ? {} : { 'who.staffId': staffId }),
          })
          .sort({ _id: newest ? -1 : 1 })
          .limit(limit)
          .lean();
        return found.map(readEntry);
      }),

    listByAttempt: (attemptId) =>
      storing('audit.listByAttempt', async () => {
        const found = await entries.find({ attemptId }).sort({ _id: 1 }).lean();
        return found.map(readEntry);
      }),

    eraseParticulars: (examId, spared) =>
      storing('audit.eraseParticulars', () =>
        // A `$nin` without null would also find what is about no attempt.
        erase({ examId, ...(spared.length > 0 ? { attemptId: { $nin: [null, ...spared] } } : {}) }),
      ),

    eraseParticularsOf: (attemptId) =>
      storing('audit.eraseParticularsOf', () => erase({ attemptId })),
  };
}

function readEntry({ _id, particulars, ...rest }: AuditDocument): AuditEntry {
  const erasable: unknown = particulars === null ? null : JSON.parse(particulars);
  return auditEntrySchema.parse({ ...rest, seq: _id, particulars: erasable });
}
