import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { fromDocument, isDuplicate, schemaOptions, storing, toDocument } from '../storage/index.ts';
import { mongoInvitations } from './mongo-invitations.ts';
import { mongoOwners, type AccountDocument } from './mongo-owners.ts';
import { mongoSessions } from './mongo-sessions.ts';
import { accountSchema, usernameKey } from './staff-store.ts';
import type { Account, StaffStore } from './staff-store.ts';

const accountDocuments = new Schema<AccountDocument>(
  {
    _id: String,
    usernameKey: { type: String, unique: true },
    role: String,
    first: { type: Boolean, unique: true, sparse: true },
    leaving: { type: [{ _id: String, at: Number }], default: undefined },
  },
  schemaOptions,
);

export async function openMongoStaffStore(connection: Connection): Promise<StaffStore> {
  const accounts = connection.model<AccountDocument>('Staff', accountDocuments, 'staff');
  const owners = mongoOwners(accounts);

  /** @param more what the document has beside the account's own fields */
  const insert = async (account: Account, more: { first?: true } = {}) => {
    const key = usernameKey(account.username);
    try {
      await accounts.create({ ...toDocument(account), usernameKey: key, ...more });
      return 'created';
    } catch (error) {
      // The id is unique too, and an id that is there already is a fault.
      if (isDuplicate(error) && (await accounts.exists({ usernameKey: key })) !== null) {
        return 'taken';
      }
      throw error;
    }
  };
  const invitations = mongoInvitations(connection, insert);
  const sessions = mongoSessions(connection, accounts);

  await storing('staff.open', async () => {
    await accounts.createIndexes();
    await invitations.open();
    await sessions.open();
    // Whoever had an account before there were roles could do everything.
    const before = { role: 'owner', createdAt: Date.now(), lastSignedInAt: null } as const;
    await accounts.updateMany({ role: { $exists: false } }, { $set: before });
  });

  return {
    create: (account) => storing('staff.create', () => insert(account)),

    createFirst: (account) =>
      storing('staff.createFirst', async () => {
        if ((await accounts.countDocuments()) > 0) return 'exists';
        try {
          // Of several at once the index on `first` lets one pass.
          const outcome = await insert(account, { first: true });
          return outcome === 'created' ? 'created' : 'exists';
        } catch (error) {
          if (isDuplicate(error) && (await accounts.exists({ first: true })) !== null) {
            return 'exists';
          }
          throw error;
        }
      }),

    findByUsername: (username) =>
      storing('staff.findByUsername', async () => {
        const found = await accounts.findOne({ usernameKey: usernameKey(username) }).lean();
        return found === null ? null : fromDocument(found, accountSchema);
      }),

    findById: (id) =>
      storing('staff.findById', async () => {
        const found = await accounts.findById(id).lean();
        return found === null ? null : fromDocument(found, accountSchema);
      }),

    list: () =>
      storing('staff.list', async () => {
        const found = await accounts.find().sort({ createdAt: 1, _id: 1 }).lean();
        return found.map((document) => fromDocument(document, accountSchema));
      }),

    count: () => storing('staff.count', () => accounts.countDocuments()),

    changeRole: (id, from, to) =>
      storing('staff.changeRole', () => {
        const change = () =>
          accounts.updateOne({ _id: id, role: from }, { $set: { role: to } }).then(toOutcome);
        return from === 'owner' && to !== 'owner' ? owners.leave(id, change) : change();
      }),

    remove: (id, role) =>
      storing('staff.remove', async () => {
        const change = async () => {
          const { deletedCount } = await accounts.deleteOne({ _id: id, role });
          return deletedCount === 1 ? 'done' : 'outdated';
        };
        const outcome = await (role === 'owner' ? owners.leave(id, change) : change());
        // Without an account a session opens nothing: should this fail, nothing is left open.
        if (outcome === 'done') await sessions.store.deleteSessionsOf(id, null);
        return outcome;
      }),

    setPassword: (id, passwordHash) =>
      storing('staff.setPassword', async () => {
        const { matchedCount } = await accounts.updateOne({ _id: id }, { $set: { passwordHash } });
        return matchedCount === 1;
      }),

    ...invitations.store,
    ...sessions.store,
  };
}

const toOutcome = ({ matchedCount }: { matchedCount: number }) =>
  matchedCount === 1 ? 'done' : 'outdated';
