import { actionSchema, type Action } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import {
  fromDocument,
  isDuplicate,
  schemaOptions,
  storing,
  toDocument,
  type MongoDocument,
} from '../storage/index.ts';
import type { ActionStore } from './action-store.ts';

type ActionDocument = MongoDocument<Action>;

const actionDocuments = new Schema<ActionDocument>(
  { _id: String, attemptId: String, examId: String, at: Number },
  schemaOptions,
)
  .index({ attemptId: 1, at: 1, _id: 1 })
  .index({ examId: 1, at: 1, _id: 1 });

export async function openMongoActionStore(connection: Connection): Promise<ActionStore> {
  const actions = connection.model<ActionDocument>('Action', actionDocuments, 'actions');
  await storing('actions.open', () => actions.createIndexes());
  const oldestFirst = async (of: { attemptId: string } | { examId: string }): Promise<Action[]> => {
    const found = await actions.find(of).sort({ at: 1, _id: 1 }).lean();
    return found.map((document) => fromDocument(document, actionSchema));
  };

  return {
    add: (action) =>
      storing('actions.add', async () => {
        try {
          await actions.create(toDocument(action));
          return true;
        } catch (error) {
          // Only the id is unique.
          if (isDuplicate(error)) return false;
          throw error;
        }
      }),

    find: (id) =>
      storing('actions.find', async () => {
        const found = await actions.findById(id).lean();
        return found === null ? null : fromDocument(found, actionSchema);
      }),

    progress: (id, progress, expected) =>
      storing('actions.progress', async () => {
        // One operation, so no other process can come between the comparison and the change.
        const updated = await actions
          .findOneAndUpdate(
            { _id: id, 'progress.state': expected },
            { $set: { progress } },
            { returnDocument: 'after' },
          )
          .lean();
        if (updated !== null) return fromDocument(updated, actionSchema);
        return (await actions.exists({ _id: id })) === null ? 'missing' : 'conflict';
      }),

    listByAttempt: (attemptId) =>
      storing('actions.listByAttempt', () => oldestFirst({ attemptId })),

    listByExam: (examId) => storing('actions.listByExam', () => oldestFirst({ examId })),

    deleteByAttempt: (attemptId) =>
      storing('actions.deleteByAttempt', async () => {
        const { deletedCount } = await actions.deleteMany({ attemptId });
        return deletedCount;
      }),

    deleteByExam: (examId) =>
      storing('actions.deleteByExam', async () => {
        const { deletedCount } = await actions.deleteMany({ examId });
        return deletedCount;
      }),
  };
}
