import { deletionSchema, type Deletion } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import {
  fromDocument,
  schemaOptions,
  storing,
  toDocument,
  type MongoDocument,
} from '../storage/index.ts';
import type { DeletionStore } from './deletion-store.ts';

type DeletionDocument = MongoDocument<Deletion> & { readonly finished: boolean };

const deletionDocuments = new Schema<DeletionDocument>(
  { _id: String, examId: String, at: Number, finished: Boolean },
  schemaOptions,
)
  .index({ examId: 1, finished: 1, at: -1, _id: -1 })
  .index({ finished: 1, at: 1 });

export async function openMongoDeletionStore(connection: Connection): Promise<DeletionStore> {
  const deletions = connection.model<DeletionDocument>('Deletion', deletionDocuments, 'deletions');
  await storing('deletions.open', () => deletions.createIndexes());
  const put = async (deletion: Deletion, finished: boolean): Promise<void> => {
    const { _id, ...rest } = toDocument(deletion);
    await deletions.replaceOne({ _id }, { ...rest, finished }, { upsert: true });
  };

  return {
    begin: (deletion) => storing('deletions.begin', () => put(deletion, false)),

    finish: (deletion) => storing('deletions.finish', () => put(deletion, true)),

    cancel: (id) =>
      storing('deletions.cancel', async () => {
        await deletions.deleteOne({ _id: id, finished: false });
      }),

    listUnfinished: () =>
      storing('deletions.listUnfinished', async () => {
        const found = await deletions.find({ finished: false }).sort({ at: 1, _id: 1 }).lean();
        return found.map((document) => fromDocument(document, deletionSchema));
      }),

    page: (examId, after, limit) =>
      storing('deletions.page', async () => {
        const behind =
          after === null
            ? {}
            : { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] };
        const found = await deletions
          .find({ examId, finished: true, ...behind })
          .sort({ at: -1, _id: -1 })
          .limit(limit)
          .lean();
        return found.map((document) => fromDocument(document, deletionSchema));
      }),
  };
}
