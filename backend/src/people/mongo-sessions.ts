import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { fromDocument, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import type { AccountDocument } from './mongo-owners.ts';
import { storedSessionSchema } from './staff-store.ts';
import type { StaffStore, StoredSession } from './staff-store.ts';

type SessionDocument = MongoDocument<StoredSession>;

const sessionDocuments = new Schema<SessionDocument>(
  {
    _id: String,
    tokenHash: { type: String, unique: true },
    staffId: { type: String, index: true },
    expiresAt: { type: Number, index: true },
  },
  schemaOptions,
);

type Sessions = Pick<
  StaffStore,
  | 'addSession'
  | 'findSession'
  | 'listSessions'
  | 'touchSession'
  | 'deleteSession'
  | 'deleteSessionsOf'
  | 'deleteExpiredSessions'
>;

/** The sessions of a `StaffStore`. */
export function mongoSessions(
  connection: Connection,
  accounts: Model<AccountDocument>,
): { open(): Promise<void>; store: Sessions } {
  const sessions = connection.model<SessionDocument>('Session', sessionDocuments, 'staff_sessions');

  const store: Sessions = {
    addSession: (session) =>
      storing('staff.addSession', async () => {
        await sessions.create(toDocument(session));
        const { staffId, createdAt } = session;
        await accounts.updateOne({ _id: staffId }, { $set: { lastSignedInAt: createdAt } });
      }),

    findSession: (tokenHash, now) =>
      storing('staff.findSession', async () => {
        const found = await sessions.findOne({ tokenHash, expiresAt: { $gt: now } }).lean();
        return found === null ? null : fromDocument(found, storedSessionSchema);
      }),

    listSessions: (now) =>
      storing('staff.listSessions', async () => {
        const found = await sessions
          .find({ expiresAt: { $gt: now } })
          .sort({ lastUsedAt: -1, _id: 1 })
          .lean();
        return found.map((document) => fromDocument(document, storedSessionSchema));
      }),

    touchSession: (id, at) =>
      storing('staff.touchSession', async () => {
        await sessions.updateOne({ _id: id }, { $max: { lastUsedAt: at } });
      }),

    deleteSession: (id) =>
      storing('staff.deleteSession', async () => {
        const { deletedCount } = await sessions.deleteOne({ _id: id });
        return deletedCount === 1;
      }),

    deleteSessionsOf: (staffId, except) =>
      storing('staff.deleteSessionsOf', async () => {
        const kept = except === null ? {} : { _id: { $ne: except } };
        const { deletedCount } = await sessions.deleteMany({ staffId, ...kept });
        return deletedCount;
      }),

    deleteExpiredSessions: (now) =>
      storing('staff.deleteExpiredSessions', async () => {
        const { deletedCount } = await sessions.deleteMany({ expiresAt: { $lte: now } });
        return deletedCount;
      }),
  };
  return {
    store,
    async open() {
      // Those of before sessions could be listed lack what a list shows: their owners sign in again.
      await sessions.deleteMany({ tokenHash: { $exists: false } });
      await sessions.createIndexes();
    },
  };
}
