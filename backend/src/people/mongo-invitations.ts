import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { fromDocument, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import { storedInvitationSchema } from './staff-store.ts';
import type { Account, StaffStore, StoredInvitation } from './staff-store.ts';

type InvitationDocument = MongoDocument<StoredInvitation>;

const invitationDocuments = new Schema<InvitationDocument>(
  {
    _id: String,
    tokenHash: { type: String, unique: true },
    expiresAt: { type: Number, index: true },
  },
  schemaOptions,
);

type Invitations = Pick<
  StaffStore,
  'saveInvitation' | 'listInvitations' | 'findInvitation' | 'deleteInvitation' | 'takeInvitation'
>;

/** The invitations of a `StaffStore`. */
export function mongoInvitations(
  connection: Connection,
  insertAccount: (account: Account) => Promise<'created' | 'taken'>,
): { open(): Promise<void>; store: Invitations } {
  const invitations = connection.model<InvitationDocument>(
    'StaffInvitation',
    invitationDocuments,
    'staff_invitations',
  );

  const store: Invitations = {
    saveInvitation: (invitation) =>
      storing('staff.saveInvitation', async () => {
        await invitations.create(toDocument(invitation));
      }),

    listInvitations: (now) =>
      storing('staff.listInvitations', async () => {
        await invitations.deleteMany({ expiresAt: { $lte: now } });
        const found = await invitations.find().sort({ createdAt: 1, _id: 1 }).lean();
        return found.map((document) => fromDocument(document, storedInvitationSchema));
      }),

    findInvitation: (tokenHash, now) =>
      storing('staff.findInvitation', async () => {
        const found = await invitations.findOne({ tokenHash, expiresAt: { $gt: now } }).lean();
        return found === null ? null : fromDocument(found, storedInvitationSchema);
      }),

    deleteInvitation: (id) =>
      storing('staff.deleteInvitation', async () => {
        const { deletedCount } = await invitations.deleteOne({ _id: id });
        return deletedCount === 1;
      }),

    takeInvitation: (id, account) =>
      storing('staff.takeInvitation', async () => {
        // Whoever deletes it has it. A crash right after costs the invitation, never a second account.
        const taken = await invitations
          .findOneAndDelete({ _id: id, expiresAt: { $gt: account.createdAt } })
          .lean();
        if (taken === null) return 'unknown';
        const outcome = await insertAccount(account);
        if (outcome === 'taken') await invitations.create(taken);
        return outcome;
      }),
  };
  return { store, open: () => invitations.createIndexes() };
}
