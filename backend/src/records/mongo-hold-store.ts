import { legalHoldSchema, type LegalHold } from '@invigil/shared-types';
import { Schema, type Connection } from 'mongoose';
import { schemaOptions, storing } from '../storage/index.ts';
import type { HoldStore } from './hold-store.ts';

/** The attempt is the `_id`. */
interface HoldDocument {
  readonly _id: string;
  readonly examId: string;
  readonly hold: LegalHold;
}

const holdDocuments = new Schema<HoldDocument>(
  { _id: String, examId: { type: String, index: true } },
  schemaOptions,
);

export async function openMongoHoldStore(connection: Connection): Promise<HoldStore> {
  const holds = connection.model<HoldDocument>('LegalHold', holdDocuments, 'legal_holds');
  await storing('holds.open', () => holds.createIndexes());

  return {
    place: ({ attemptId, examId }, hold) =>
      storing('holds.place', async () => {
        await holds.replaceOne({ _id: attemptId }, { examId, hold }, { upsert: true });
      }),

    find: (attemptId) =>
      storing('holds.find', async () => {
        const found = await holds.findById(attemptId).lean();
        return found === null ? null : legalHoldSchema.parse(found.hold);
      }),

    listByExam: (examId) =>
      storing('holds.listByExam', async () => {
        const found = await holds.find({ examId }, { _id: 1 }).lean();
        return found.map(({ _id }) => _id);
      }),

    lift: (attemptId) =>
      storing('holds.lift', async () => {
        const { deletedCount } = await holds.deleteOne({ _id: attemptId });
        return deletedCount === 1;
      }),
  };
}
