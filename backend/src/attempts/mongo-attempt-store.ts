import { attemptSchema, checkNames, outcomeSchema } from '@invigil/shared-types';
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
    outcome: String,
    codeHash: { type: String, unique: true },
  },
  schemaOptions,
).index({ outcome: 1, examId: 1 });

export type AttemptModel = Model<AttemptDocument>;

/** @param name another than the store's own for those who write attempts in transactions of their own */
export const attemptModel = (connection: Connection, name = 'Attempt'): AttemptModel =>
  connection.model<AttemptDocument>(name, attemptDocuments, 'attempts');

export async function openMongoAttemptStore(connection: Connection): Promise<AttemptStore> {
  const attempts = attemptModel(connection);
  await storing('attempts.open', async () => {
    await attempts.createIndexes();
    // Before there was an outcome the state said it.
    for (const outcome of outcomeSchema.options) {
      await attempts.updateMany({ outcome: null, state: outcome }, { $set: { outcome } });
    }
  });

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

    findMany: (ids) =>
      storing('attempts.findMany', async () => {
        const found = await attempts.find({ _id: { $in: [...ids] } }).lean();
        return found.map((document) => fromDocument(document, attemptSchema));
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

    delete: (id, states) =>
      storing('attempts.delete', async () => {
        const { deletedCount } = await attempts.deleteOne({ _id: id, state: { $in: [...states] } });
        if (deletedCount === 1) return 'deleted';
        return (await attempts.exists({ _id: id })) === null ? 'missing' : 'conflict';
      }),

    deleteByExam: (examId) =>
      storing('attempts.deleteByExam', async () => {
        const { deletedCount } = await attempts.deleteMany({ examId });
        return deletedCount;
      }),

    examsUnfinished: () =>
      // Null also finds those of before there was an outcome.
      storing('attempts.examsUnfinished', () => attempts.distinct('examId', { outcome: null })),

    countReady: (examId) =>
      storing('attempts.countReady', () =>
        attempts.countDocuments({
          examId,
          // No check is named twice: where there are as many as there are names, none is missing.
          'systemCheck.lines': { $size: checkNames.length },
          'systemCheck.lines.outcome': { $ne: 'failed' },
        }),
      ),

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
  outcome,
  pausedAt,
  extraTimeMs,
  admittedAt,
  systemCheck,
}: AttemptPatch): AttemptPatch {
  return {
    ...(state === undefined ? {} : { state }),
    ...(consent === undefined ? {} : { consent }),
    ...(firstJoinedAt === undefined ? {} : { firstJoinedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(pausedAt === undefined ? {} : { pausedAt }),
    ...(extraTimeMs === undefined ? {} : { extraTimeMs }),
    ...(admittedAt === undefined ? {} : { admittedAt }),
    ...(systemCheck === undefined ? {} : { systemCheck }),
  };
}

/** Attempts of before there were pauses, extra time and admissions lack the fields; null also finds those. */
function conditions({ state, pausedAt, extraTimeMs, admittedAt }: AttemptExpectation) {
  return {
    ...(state === undefined ? {} : { state }),
    ...(pausedAt === undefined ? {} : { pausedAt }),
    ...(admittedAt === undefined ? {} : { admittedAt }),
    ...(extraTimeMs === undefined
      ? {}
      : { extraTimeMs: extraTimeMs === 0 ? { $in: [0, null] } : extraTimeMs }),
  };
}
