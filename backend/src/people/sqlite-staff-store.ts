import type { Role } from '@invigil/shared-types';
import { storing } from '../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../storage/index.ts';
import { sqliteInvitations } from './sqlite-invitations.ts';
import { sqliteSessions } from './sqlite-sessions.ts';
import { accountSchema, usernameKey } from './staff-store.ts';
import type { Account, StaffStore } from './staff-store.ts';

const columns =
  'id, username, password_hash AS passwordHash, role, created_at AS createdAt, last_signed_in_at AS lastSignedInAt';

export function createSqliteStaffStore(database: SqliteDatabase): StaffStore {
  const count = () => Number(database.get('SELECT count(*) AS total FROM staff')?.['total'] ?? 0);

  const holds = (id: string, role: Role) =>
    database.get('SELECT 1 FROM staff WHERE id = ? AND role = ?', id, role) !== undefined;
  const isLastOwner = (id: string, role: Role) =>
    role === 'owner' &&
    database.get(`SELECT 1 FROM staff WHERE role = 'owner' AND id <> ?`, id) === undefined;

  return {
    create: (account) => storing('staff.create', () => insertAccount(database, account)),

    createFirst: (account) =>
      storing('staff.createFirst', () =>
        database.transaction(() => {
          if (count() > 0) return 'exists';
          insertAccount(database, account);
          return 'created';
        }),
      ),

    findByUsername: (username) =>
      storing('staff.findByUsername', () =>
        toAccount(
          database.get(
            `SELECT ${columns} FROM staff WHERE username_key = ?`,
            usernameKey(username),
          ),
        ),
      ),

    findById: (id) =>
      storing('staff.findById', () =>
        toAccount(database.get(`SELECT ${columns} FROM staff WHERE id = ?`, id)),
      ),

    list: () =>
      storing('staff.list', () =>
        database
          .all(`SELECT ${columns} FROM staff ORDER BY created_at, id`)
          .map((row) => accountSchema.parse(row)),
      ),

    count: () => storing('staff.count', count),

    changeRole: (id, from, to) =>
      storing('staff.changeRole', () =>
        database.transaction(() => {
          if (!holds(id, from)) return 'outdated';
          if (to !== 'owner' && isLastOwner(id, from)) return 'last_owner';
          database.run('UPDATE staff SET role = ? WHERE id = ?', to, id);
          return 'done';
        }),
      ),

    remove: (id, role) =>
      storing('staff.remove', () =>
        database.transaction(() => {
          if (!holds(id, role)) return 'outdated';
          if (isLastOwner(id, role)) return 'last_owner';
          // The sessions go with their account.
          database.run('DELETE FROM staff WHERE id = ?', id);
          return 'done';
        }),
      ),

    setPassword: (id, passwordHash) =>
      storing(
        'staff.setPassword',
        () => database.run('UPDATE staff SET password_hash = ? WHERE id = ?', passwordHash, id) > 0,
      ),

    ...sqliteInvitations(database, (account) => insertAccount(database, account)),
    ...sqliteSessions(database),
  };
}

function insertAccount(database: SqliteDatabase, account: Account): 'created' | 'taken' {
  const changed = database.run(
    `INSERT INTO staff (id, username, username_key, password_hash, role, created_at, last_signed_in_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (username_key) DO NOTHING`,
    account.id,
    account.username,
    usernameKey(account.username),
    account.passwordHash,
    account.role,
    account.createdAt,
    account.lastSignedInAt,
  );
  return changed === 1 ? 'created' : 'taken';
}

function toAccount(row: SqliteRow | undefined): Account | null {
  return row === undefined ? null : accountSchema.parse(row);
}
