import { randomUUID } from 'node:crypto';
import type { Model } from 'mongoose';
import type { MongoDocument } from '../storage/index.ts';
import type { Account, Outcome } from './staff-store.ts';

export type AccountDocument = MongoDocument<Account> & {
  usernameKey: string;
  /** Of the account that was made by setting the server up. */
  first?: true;
  /** An owner whom somebody is about to demote or remove, and since when: one entry each. */
  leaving?: { _id: string; at: number }[];
};

/** A mark that is older than this was left by a process that has crashed, milliseconds. */
const staleMs = 5 * 60_000;

/**
 * Keeps an owner on a database that may know no transactions (a single MongoDB server has none). Whoever is
 * to leave is marked first, and leaves only if another owner is seen that is not marked: of all that are
 * marked at once, the one that was marked last sees nobody, so at least that one stays.
 */
export function mongoOwners(accounts: Model<AccountDocument>) {
  return {
    /** @param change carries out what is to be done to this owner; matches on the role */
    async leave(id: string, change: () => Promise<Outcome>): Promise<Outcome> {
      const now = Date.now();
      const mark = { _id: randomUUID(), at: now };
      const marked = await accounts.updateOne(
        { _id: id, role: 'owner' },
        { $push: { leaving: mark } },
      );
      if (marked.matchedCount === 0) return 'outdated';
      try {
        const staying = await accounts.exists({
          _id: { $ne: id },
          role: 'owner',
          leaving: { $not: { $elemMatch: { at: { $gt: now - staleMs } } } },
        });
        return staying === null ? 'last_owner' : await change();
      } finally {
        await accounts.updateOne({ _id: id }, { $pull: { leaving: { _id: mark._id } } });
      }
    },
  };
}
