import { statesBefore } from '@invigil/shared-types';
import type { ClientSession } from 'mongoose';
import type { AttemptModel } from '../attempts/index.ts';
import { isDuplicate, toDocument } from '../storage/index.ts';
import { documentOf, keysOf, numberKeysOf, type RosterModel } from './mongo-roster-documents.ts';
import type { NewStudent, RosterChanges } from './roster-store.ts';

type Written = { removed: string[] } | 'number_taken';

/** Writes a roster and its attempts, in a transaction or, where there are none, one after the other. */
export function rosterWrites(roster: RosterModel, attempts: AttemptModel) {
  const add = async (added: readonly NewStudent[], options: { session?: ClientSession }) => {
    if (added.length === 0) return;
    // The roster first: it is what refuses a number that is taken.
    await roster.insertMany(added.map(documentOf), { ...options, ordered: true });
    await attempts.insertMany(
      added.map(({ attempt, codeHash }) => ({ ...toDocument(attempt), codeHash })),
      { ...options, ordered: true },
    );
  };

  const change = async (
    examId: string,
    changed: RosterChanges['changed'],
    options: { session?: ClientSession },
  ) => {
    if (changed.length === 0) return;
    await roster.bulkWrite(
      changed.map(({ id, studentName, studentNumber, email }) => ({
        updateOne: {
          filter: { _id: id, examId },
          update:
            studentNumber === null
              ? {
                  $set: { ...keysOf(studentName), numberKey: null, email },
                  $unset: { numberOfExam: 1 },
                }
              : { $set: { ...keysOf(studentName), ...numberKeysOf(examId, studentNumber), email } },
        },
      })),
      options,
    );
    await attempts.bulkWrite(
      changed.map(({ id, studentName, studentNumber, room }) => ({
        updateOne: {
          filter: { _id: id, examId },
          update: { $set: { studentName, studentNumber, room } },
        },
      })),
      options,
    );
  };

  const remove = async (
    examId: string,
    removed: readonly string[],
    options: { session?: ClientSession },
  ): Promise<string[]> => {
    if (removed.length === 0) return [];
    const notBegun = {
      _id: { $in: [...removed] },
      examId,
      firstJoinedAt: null,
      state: { $in: [...statesBefore] },
    };
    const before = await attempts.find(notBegun, { _id: 1 }, options).lean();
    const ids = before.map(({ _id }) => _id);
    await attempts.deleteMany({ ...notBegun, _id: { $in: ids } }, options);
    // Whoever began between the two is there still.
    const stay = await attempts.find({ _id: { $in: ids } }, { _id: 1 }, options).lean();
    const staying = new Set(stay.map(({ _id }) => _id));
    const gone = ids.filter((id) => !staying.has(id));
    await roster.deleteMany({ _id: { $in: gone } }, options);
    return gone;
  };

  return {
    async together(
      examId: string,
      changes: RosterChanges,
      session: ClientSession,
    ): Promise<Written> {
      const removed = await remove(examId, changes.removed, { session });
      await change(examId, changes.changed, { session });
      await add(changes.added, { session });
      return { removed };
    },

    /** Where there are no transactions. What cannot be added is taken back; what refuses comes first. */
    async inOrder(examId: string, changes: RosterChanges): Promise<Written> {
      try {
        await add(changes.added, {});
        await change(examId, changes.changed, {});
      } catch (error) {
        const ids = changes.added.map(({ attempt }) => attempt.id);
        await attempts.deleteMany({ _id: { $in: ids } });
        await roster.deleteMany({ _id: { $in: ids } });
        if (isDuplicate(error)) return 'number_taken';
        throw error;
      }
      return { removed: await remove(examId, changes.removed, {}) };
    },
  };
}
