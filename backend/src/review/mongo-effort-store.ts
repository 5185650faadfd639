import { Schema, type Connection } from 'mongoose';
import { isDuplicate, schemaOptions, storing } from '../storage/index.ts';
import type { EffortOf, EffortStore } from './effort-store.ts';

/** `_id`: the attempt's id and the staff member's. */
type EffortDocument = EffortOf & { _id: string };

const effortDocuments = new Schema<EffortDocument>(
  {
    _id: String,
    attemptId: String,
    examId: String,
    staffId: String,
    keystrokes: Number,
    activeMs: Number,
  },
  schemaOptions,
)
  .index({ attemptId: 1 })
  .index({ examId: 1, attemptId: 1 });

export async function openMongoEffortStore(connection: Connection): Promise<EffortStore> {
  const efforts = connection.model<EffortDocument>(
    'ReviewEffort',
    effortDocuments,
    'review_efforts',
  );
  await storing('efforts.open', () => efforts.createIndexes());

  return {
    add: ({ attemptId, examId, staffId, keystrokes, activeMs }) =>
      storing('efforts.add', async () => {
        for (;;) {
          try {
            await efforts.updateOne(
              { _id: `${attemptId}:${staffId}` },
              { $set: { attemptId, examId, staffId }, $inc: { keystrokes, activeMs } },
              { upsert: true },
            );
            return;
          } catch (error) {
            // The first two of one person came at once: now it is there.
            if (!isDuplicate(error)) throw error;
          }
        }
      }),

    listByExam: (examId) =>
      storing('efforts.listByExam', async () => {
        const found = await efforts.aggregate<{
          _id: string;
          keystrokes: number;
          activeMs: number;
        }>([
          { $match: { examId } },
          {
            $group: {
              _id: '$attemptId',
              keystrokes: { $sum: '$keystrokes' },
              activeMs: { $sum: '$activeMs' },
            },
          },
        ]);
        return found.map(({ _id, keystrokes, activeMs }) => ({
          attemptId: _id,
          keystrokes,
          activeMs,
        }));
      }),

    deleteByAttempt: (attemptId) =>
      storing('efforts.deleteByAttempt', async () => {
        const { deletedCount } = await efforts.deleteMany({ attemptId });
        return deletedCount;
      }),

    deleteByExam: (examId) =>
      storing('efforts.deleteByExam', async () => {
        const { deletedCount } = await efforts.deleteMany({ examId });
        return deletedCount;
      }),
  };
}
