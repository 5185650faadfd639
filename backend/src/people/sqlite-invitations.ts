import { z } from 'zod';
import { storing } from '../storage/index.ts';
import type { SqliteDatabase } from '../storage/index.ts';
import { storedInvitationSchema } from './staff-store.ts';
import type { Account, StaffStore, StoredInvitation } from './staff-store.ts';

const columns = `id, token_hash AS tokenHash, role, note, invited_by AS staffId,
  invited_by_name AS name, created_at AS createdAt, expires_at AS expiresAt`;

const rowSchema = z
  .looseObject({ staffId: z.string(), name: z.string() })
  .transform(({ staffId, name, ...row }) =>
    storedInvitationSchema.parse({ ...row, invitedBy: { staffId, name } }),
  );

/** The invitations of a `StaffStore`. */
export function sqliteInvitations(
  database: SqliteDatabase,
  insertAccount: (account: Account) => 'created' | 'taken',
): Pick<
  StaffStore,
  'saveInvitation' | 'listInvitations' | 'findInvitation' | 'deleteInvitation' | 'takeInvitation'
> {
  return {
    saveInvitation: (invitation) =>
      storing('staff.saveInvitation', () => {
        database.run(
          `INSERT INTO staff_invitations (id, token_hash, role, note, invited_by, invited_by_name,
             created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          invitation.id,
          invitation.tokenHash,
          invitation.role,
          invitation.note,
          invitation.invitedBy.staffId,
          invitation.invitedBy.name,
          invitation.createdAt,
          invitation.expiresAt,
        );
      }),

    listInvitations: (now) =>
      storing('staff.listInvitations', () => {
        database.run('DELETE FROM staff_invitations WHERE expires_at <= ?', now);
        return database
          .all(`SELECT ${columns} FROM staff_invitations ORDER BY created_at, id`)
          .map((row): StoredInvitation => rowSchema.parse(row));
      }),

    findInvitation: (tokenHash, now) =>
      storing('staff.findInvitation', () => {
        const row = database.get(
          `SELECT ${columns} FROM staff_invitations WHERE token_hash = ? AND expires_at > ?`,
          tokenHash,
          now,
        );
        return row === undefined ? null : rowSchema.parse(row);
      }),

    deleteInvitation: (id) =>
      storing(
        'staff.deleteInvitation',
        () => database.run('DELETE FROM staff_invitations WHERE id = ?', id) > 0,
      ),

    takeInvitation: (id, account) =>
      storing('staff.takeInvitation', () =>
        database.transaction(() => {
          const found = database.get(
            'SELECT 1 FROM staff_invitations WHERE id = ? AND expires_at > ?',
            id,
            account.createdAt,
          );
          if (found === undefined) return 'unknown';
          const outcome = insertAccount(account);
          if (outcome === 'created') database.run('DELETE FROM staff_invitations WHERE id = ?', id);
          return outcome;
        }),
      ),
  };
}
