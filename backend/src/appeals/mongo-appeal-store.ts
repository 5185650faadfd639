import { appealSchema, type Appeal } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import {
  fromDocument,
  isDuplicate,
  schemaOptions,
  storing,
  type MongoDocument,
} from '../storage/index.ts';
import type { AppealStore } from './appeal-store.ts';

type AppealDocument = MongoDocument<Appeal>;

const appealDocuments = new Schema<AppealDocument>(
  { _id: String, incidentId: String, attemptId: String, examId: String, at: Number },
  schemaOptions,
)
  .index({ incidentId: 1 }, { unique: true })
  .index({ attemptId: 1, at: -1, _id: -1 })
  .index({ examId: 1, at: -1, _id: -1 });

export async function openMongoAppealStore(connection: Connection): Promise<AppealStore> {
  const appeals = connection.model<AppealDocument>('Appeal', appealDocuments, 'appeals');
  await storing('appeals.open', () => appeals.createIndexes());
  const newestFirst = async (of: { attemptId: string } | { examId: string }): Promise<Appeal[]> => {
    const found = await appeals.find(of).sort({ at: -1, _id: -1 }).lean();
    return found.map((document) => fromDocument(document, appealSchema));
  };

  return {
    file: (appeal) =>
      storing('appeals.file', async () => {
        const { id, incidentId, ...rest } = appeal;
        for (;;) {
          try {
            const filed = await appeals
              .findOneAndUpdate(
                { incidentId, answer: null },
                { $set: rest, $setOnInsert: { _id: id } },
                { upsert: true, returnDocument: 'after' },
              )
              .lean();
            return fromDocument(filed, appealSchema);
          } catch (error) {
            if (!isDuplicate(error)) throw error;
          }
          // There is one that was answered, or one that came at the same moment.
          const found = await appeals.findOne({ incidentId }).lean();
          if (found?.answer) return 'answered';
        }
      }),

    answer: (id, answer) =>
      storing('appeals.answer', async () => {
        const answered = await appeals
          .findOneAndUpdate(
            { _id: id, answer: null },
            { $set: { answer } },
            { returnDocument: 'after' },
          )
          .lean();
        if (answered !== null) return fromDocument(answered, appealSchema);
        return (await appeals.exists({ _id: id })) === null ? 'missing' : 'answered';
      }),

    find: (id) =>
      storing('appeals.find', async () => {
        const found = await appeals.findById(id).lean();
        return found === null ? null : fromDocument(found, appealSchema);
      }),

    listByAttempt: (attemptId) =>
      storing('appeals.listByAttempt', () => newestFirst({ attemptId })),

    listByExam: (examId) => storing('appeals.listByExam', () => newestFirst({ examId })),

    deleteByAttempt: (attemptId) =>
      storing('appeals.deleteByAttempt', async () => {
        const { deletedCount } = await appeals.deleteMany({ attemptId });
        return deletedCount;
      }),

    deleteByExam: (examId) =>
      storing('appeals.deleteByExam', async () => {
        const { deletedCount } = await appeals.deleteMany({ examId });
        return deletedCount;
      }),
  };
}
