import { attemptReportSchema, type AttemptReport } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import { schemaOptions, storing } from '../storage/index.ts';
import type { ReportEntry, ReportStore } from './report-store.ts';

interface ReportDocument {
  /** The attempt's. */
  _id: string;
  examId: string;
  builtAt: number;
  sources: string;
  changes: number;
  readChanges: number;
  /** As JSON: names in it are free, and MongoDB gives some a meaning. */
  doc: string;
}

const reportDocuments = new Schema<ReportDocument>(
  {
    _id: String,
    examId: String,
    builtAt: Number,
    sources: String,
    changes: Number,
    readChanges: Number,
    doc: String,
  },
  schemaOptions,
).index({ examId: 1 });

export async function openMongoReportStore(connection: Connection): Promise<ReportStore> {
  const reports = connection.model<ReportDocument>('Report', reportDocuments, 'reports');
  await storing('reports.open', () => reports.createIndexes());

  return {
    save: ({ report, sources, changes }) =>
      storing('reports.save', async () => {
        const { attempt, exam, builtAt } = report;
        // The count of changes is not set back: one may have been noted since the sources were read.
        await reports.updateOne(
          { _id: attempt.id },
          {
            $set: {
              examId: exam.id,
              builtAt,
              sources,
              readChanges: changes,
              doc: JSON.stringify(report),
            },
            $setOnInsert: { changes },
          },
          { upsert: true },
        );
      }),

    find: (attemptId) =>
      storing('reports.find', async () => {
        const found = await reports.findById(attemptId, { doc: 1 }).lean();
        return found === null ? null : readReport(found);
      }),

    entry: (attemptId) =>
      storing('reports.entry', async () => {
        const found = await reports.findById(attemptId, { doc: 0 }).lean();
        return found === null ? null : readEntry(found);
      }),

    entriesByExam: (examId) =>
      storing('reports.entriesByExam', async () => {
        const found = await reports.find({ examId }, { doc: 0 }).lean();
        return found.map(readEntry);
      }),

    listByExam: (examId) =>
      storing('reports.listByExam', async () => {
        const found = await reports.find({ examId }, { doc: 1 }).lean();
        return found.map(readReport);
      }),

    noteChange: (attemptId) =>
      storing('reports.noteChange', async () => {
        const { matchedCount } = await reports.updateOne(
          { _id: attemptId },
          { $inc: { changes: 1 } },
        );
        return matchedCount === 1;
      }),

    changes: (attemptId) =>
      storing('reports.changes', async () => {
        const found = await reports.findById(attemptId, { changes: 1 }).lean();
        return found?.changes ?? 0;
      }),

    deleteByAttempt: (attemptId) =>
      storing('reports.deleteByAttempt', async () => {
        const { deletedCount } = await reports.deleteOne({ _id: attemptId });
        return deletedCount;
      }),

    deleteByExam: (examId) =>
      storing('reports.deleteByExam', async () => {
        const { deletedCount } = await reports.deleteMany({ examId });
        return deletedCount;
      }),
  };
}

function readReport({ doc }: Pick<ReportDocument, 'doc'>): AttemptReport {
  return attemptReportSchema.parse(JSON.parse(doc));
}

function readEntry(found: Omit<ReportDocument, 'doc'>): ReportEntry {
  const { _id, builtAt, sources, changes, readChanges } = found;
  return { attemptId: _id, builtAt, sources, outdated: changes > readChanges };
}
