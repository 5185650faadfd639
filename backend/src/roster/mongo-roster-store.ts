import type { Connection, QueryFilter } from 'mongoose';
import type { AttemptModel } from '../attempts/index.ts';
import { isDuplicate, storing } from '../storage/index.ts';
import { nameKey, numberKey } from './keys.ts';
import {
  keysOf,
  numberOfExam,
  rosterDocuments,
  type RosterDocument,
  type RosterModel,
} from './mongo-roster-documents.ts';
import { rosterWrites } from './mongo-roster-writes.ts';
import {
  rosterRecordSchema,
  type RosterQuery,
  type RosterRecord,
  type RosterStore,
} from './roster-store.ts';

/** @param attempts a model of the attempts' collection: both are written together */
export async function openMongoRosterStore(
  connection: Connection,
  attempts: AttemptModel,
): Promise<RosterStore> {
  const roster: RosterModel = connection.model<RosterDocument>('Roster', rosterDocuments, 'roster');
  const writes = rosterWrites(roster, attempts);
  const transactions = await storing('roster.open', async () => {
    await roster.createIndexes();
    await addThoseFromBefore(roster, attempts);
    return knowsTransactions(connection);
  });

  return {
    find: (attemptId) =>
      storing('roster.find', async () => toRecord(await roster.findById(attemptId).lean())),

    findByNumber: (examId, key) =>
      storing('roster.findByNumber', async () =>
        toRecord(await roster.findOne({ numberOfExam: numberOfExam(examId, key) }).lean()),
      ),

    listByExam: (examId) =>
      storing('roster.listByExam', async () =>
        (await roster.find({ examId }).lean()).map(readRecord),
      ),

    page: (query, after, limit) =>
      storing('roster.page', async () => {
        const behind: QueryFilter<RosterDocument> =
          after === null
            ? {}
            : {
                $or: [
                  { sortKey: { $gt: after.sortKey } },
                  { sortKey: after.sortKey, _id: { $gt: after.attemptId } },
                ],
              };
        const found = await roster
          .find({ $and: [matching(query), behind] })
          .sort({ sortKey: 1, _id: 1 })
          .limit(limit)
          .lean();
        return found.map(readRecord);
      }),

    count: (query) => storing('roster.count', () => roster.countDocuments(matching(query))),

    write: (examId, changes) =>
      storing('roster.write', async () => {
        if (!transactions) return writes.inOrder(examId, changes);
        try {
          return await connection.withSession((session) =>
            session.withTransaction(() => writes.together(examId, changes, session)),
          );
        } catch (error) {
          if (isDuplicate(error)) return 'number_taken';
          throw error;
        }
      }),

    renew: (attemptId, from, codeHash) =>
      storing('roster.renew', async () => {
        const { matchedCount } = await roster.updateOne(
          { _id: attemptId, generation: from },
          { $set: { generation: from + 1, codeUsedAt: null, mailedAt: null } },
        );
        if (matchedCount === 0) return false;
        await attempts.updateOne({ _id: attemptId }, { $set: { codeHash } });
        return true;
      }),

    useCode: (attemptId, generation, at) =>
      storing('roster.useCode', async () => {
        const { matchedCount } = await roster.updateOne(
          { _id: attemptId, generation, codeUsedAt: null },
          { $set: { codeUsedAt: at } },
        );
        return matchedCount === 1;
      }),

    mailed: (attemptId, generation, at) =>
      storing('roster.mailed', async () => {
        await roster.updateOne({ _id: attemptId, generation }, { $set: { mailedAt: at } });
      }),

    deleteByAttempts: (attemptIds) =>
      storing('roster.deleteByAttempts', async () => {
        const { deletedCount } = await roster.deleteMany({ _id: { $in: [...attemptIds] } });
        return deletedCount;
      }),

    deleteByExam: (examId) =>
      storing('roster.deleteByExam', async () => {
        const { deletedCount } = await roster.deleteMany({ examId });
        return deletedCount;
      }),
  };
}

/** Replica sets and sharded clusters do, single servers do not. */
async function knowsTransactions(connection: Connection): Promise<boolean> {
  try {
    const hello = await connection.getClient().db().admin().command({ hello: 1 });
    return 'setName' in hello || hello['msg'] === 'isdbgrid';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === commandNotFound) return false;
    throw error;
  }
}

/** MongoDB's number for what servers answer that are too old for a command. */
const commandNotFound = 59;

/** Attempts of before there was a roster: their links cannot be made again. */
async function addThoseFromBefore(roster: RosterModel, attempts: AttemptModel): Promise<void> {
  const [known, all] = await Promise.all([roster.countDocuments(), attempts.countDocuments()]);
  if (known >= all) return;
  const missing = await attempts.aggregate<{ _id: string; examId: string; studentName: string }>([
    { $lookup: { from: 'roster', localField: '_id', foreignField: '_id', as: 'known' } },
    { $match: { known: [] } },
    { $project: { examId: 1, studentName: 1 } },
  ]);
  if (missing.length === 0) return;
  await roster.bulkWrite(
    missing.map(({ _id, examId, studentName }) => ({
      updateOne: {
        filter: { _id },
        update: {
          $setOnInsert: {
            ...{ examId, ...keysOf(studentName), numberKey: null, email: null },
            ...{ generation: 0, codeUsedAt: null, mailedAt: null },
          },
        },
        upsert: true,
      },
    })),
  );
}

function matching({ examId, search }: RosterQuery): QueryFilter<RosterDocument> {
  if (search === '') return { examId };
  const part = (text: string) => new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return {
    examId,
    $or: [{ nameKey: part(nameKey(search)) }, { numberKey: part(numberKey(search)) }],
  };
}

const toRecord = (document: RosterDocument | null): RosterRecord | null =>
  document === null ? null : readRecord(document);
const readRecord = ({ _id, ...rest }: RosterDocument): RosterRecord =>
  rosterRecordSchema.parse({ ...rest, attemptId: _id });
