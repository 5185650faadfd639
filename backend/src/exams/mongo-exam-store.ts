import { examSchema } from '@invigil/shared-types';
import type { Exam } from '@invigil/shared-types';
import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { fromDocument, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import type { ExamStore } from './exam-store.ts';

const examDocuments = new Schema<MongoDocument<Exam>>(
  { _id: String, opensAt: Number },
  schemaOptions,
).index({ opensAt: -1, _id: 1 });

export async function openMongoExamStore(connection: Connection): Promise<ExamStore> {
  const exams = connection.model<MongoDocument<Exam>>('Exam', examDocuments, 'exams');
  await storing('exams.open', () => exams.createIndexes());

  return {
    save: (exam) =>
      storing('exams.save', async () => {
        const { _id, ...rest } = toDocument(exam);
        await exams.replaceOne({ _id }, rest, { upsert: true });
      }),

    find: (id) =>
      storing('exams.find', async () => {
        const found = await exams.findById(id).lean();
        return found === null ? null : fromDocument(found, examSchema);
      }),

    list: () =>
      storing('exams.list', async () => {
        const found = await exams.find().sort({ opensAt: -1, _id: 1 }).lean();
        return found.map((document) => fromDocument(document, examSchema));
      }),
  };
}
