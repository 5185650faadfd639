import { attemptSchema } from '@invigil/shared-types';
import type { Attempt } from '@invigil/shared-types';
import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { fromDocument, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import { byStudentName } from './attempt-store.ts';
import type { AttemptExpectation, AttemptPatch, AttemptStore } from './attempt-store.ts';

type AttemptDocument = MongoDocument<Attempt> & { codeHash: string };

const attemptDocuments = new Schema<AttemptDocument>(
  {
    _id: String,
    examId: { type: String, index: true },
    state: String,
    codeHash: { type: String, unique: true },
  },
  schemaOptions,
);

export async function openMongoAttemptStore(connection: Connection): Promise<AttemptStore> {
  const attempts: Model<AttemptDocument> = connection.model<AttemptDocument>(
    'Attempt',
    attemptDocuments,
    'attempts',
  );
  await storing('attempts.open', () => attempts.createIndexes());

  return {
    create: (attempt, codeHash) =>
      storing('attempts.create', async () => {
        await attempts.create({ ...toDocument(attempt), codeHash });
      }),

    find: (id) =>
      storing('attempts.find', async () => {
        const found = await attempts.findById(id).lean();
        return found === null ? null : fromDocument(found, attemptSchema);
      }),

    findByCodeHash: (codeHash) =>
      storing('attempts.findByCodeHash', async () => {
        const found = await attempts.findOne({ codeHash }).lean();
        return found === null ? null : fromDocument(found, attemptSchema);
      }),

    listByExam: (examId) =>
      storing('attempts.listByExam', async () => {
        const found = await attempts.find({ examId }).lean();
        return found.map((document) => fromDocument(document, attemptSchema)).sort(byStudentName);
      }),

    update: (id, patch, expected = {}) =>
      storing('attempts.update', async () => {
        // One operation, so no other process can come between the comparison and the change.
        const updated = await attempts
          .findOneAndUpdate(
            { _id: id, ...conditions(expected) },
            { $set: given(patch) },
            { returnDocument: 'after' },
          )
          .lean();
        if (updated !== null) return fromDocument(updated, attemptSchema);
        return (await attempts.exists({ _id: id })) === null ? 'missing' : 'conflict';
      }),

    countByExam: () =>
      storing('attempts.countByExam', async () => {
        const totals = await attempts.aggregate<{ _id: string; total: number }>([
          { $group: { _id: '$examId', total: { $sum: 1 } } },
        ]);
        return new Map(totals.map(({ _id, total }) => [_id, total]));
      }),
  };
}

/** The patch without the fields that are there but undefined: those were omitted, not cleared. */
function given({
  state,
  consent,
  firstJoinedAt,
  endedAt,
  pausedAt,
  extraTimeMs,
}: AttemptPatch): AttemptPatch {
  return {
    ...(state === undefined ? {} : { state }),
    ...(consent === undefined ? {} : { consent }),
    ...(firstJoinedAt === undefined ? {} : { firstJoinedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(pausedAt === undefined ? {} : { pausedAt }),
    ...(extraTimeMs === undefined ? {} : { extraTimeMs }),
  };
}

/** Attempts of before there were pauses and extra time have neither field; null also finds those. */
function conditions({ state, pausedAt, extraTimeMs }: AttemptExpectation) {
  return {
    ...(state === undefined ? {} : { state }),
    ...(pausedAt === undefined ? {} : { pausedAt }),
    ...(extraTimeMs === undefined
      ? {}
      : { extraTimeMs: extraTimeMs === 0 ? { $in: [0, null] } : extraTimeMs }),
  };
}
