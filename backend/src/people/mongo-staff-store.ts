import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { fromDocument, isDuplicate, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import { staffSchema, staffSessionSchema, usernameKey } from './staff-store.ts';
import type { Staff, StaffSession, StaffStore } from './staff-store.ts';

type StaffDocument = MongoDocument<Staff> & { usernameKey: string };
/** The token's hash is the `_id`. */
type SessionDocument = Omit<StaffSession, 'tokenHash'> & { _id: string };

const staffDocuments = new Schema<StaffDocument>(
  { _id: String, usernameKey: { type: String, unique: true } },
  schemaOptions,
);
const sessionDocuments = new Schema<SessionDocument>(
  { _id: String, expiresAt: { type: Number, index: true } },
  schemaOptions,
);

export async function openMongoStaffStore(connection: Connection): Promise<StaffStore> {
  const accounts = connection.model<StaffDocument>('Staff', staffDocuments, 'staff');
  const sessions = connection.model<SessionDocument>('Session', sessionDocuments, 'staff_sessions');
  await storing('staff.open', async () => {
    await accounts.createIndexes();
    await sessions.createIndexes();
  });

  return {
    create: (staff) =>
      storing('staff.create', async () => {
        const key = usernameKey(staff.username);
        try {
          await accounts.create({ ...toDocument(staff), usernameKey: key });
          return 'created';
        } catch (error) {
          // The id is unique too, and an id that is there already is a fault.
          if (isDuplicate(error) && (await accounts.exists({ usernameKey: key })) !== null) {
            return 'taken';
          }
          throw error;
        }
      }),

    findByUsername: (username) =>
      storing('staff.findByUsername', async () => {
        const found = await accounts.findOne({ usernameKey: usernameKey(username) }).lean();
        return found === null ? null : fromDocument(found, staffSchema);
      }),

    findById: (id) =>
      storing('staff.findById', async () => {
        const found = await accounts.findById(id).lean();
        return found === null ? null : fromDocument(found, staffSchema);
      }),

    count: () => storing('staff.count', () => accounts.countDocuments()),

    saveSession: (session) =>
      storing('staff.saveSession', async () => {
        const { tokenHash, ...rest } = session;
        await sessions.replaceOne({ _id: tokenHash }, rest, { upsert: true });
      }),

    findSession: (tokenHash, now) =>
      storing('staff.findSession', async () => {
        const found = await sessions.findOne({ _id: tokenHash, expiresAt: { $gt: now } }).lean();
        return found === null ? null : staffSessionSchema.parse({ ...found, tokenHash: found._id });
      }),

    deleteSession: (tokenHash) =>
      storing('staff.deleteSession', async () => {
        await sessions.deleteOne({ _id: tokenHash });
      }),

    deleteExpiredSessions: (now) =>
      storing('staff.deleteExpiredSessions', async () => {
        const { deletedCount } = await sessions.deleteMany({ expiresAt: { $lte: now } });
        return deletedCount;
      }),
  };
}
