import { storing } from '../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../storage/index.ts';
import { staffSchema, staffSessionSchema, usernameKey } from './staff-store.ts';
import type { Staff, StaffSession, StaffStore } from './staff-store.ts';

const staffColumns = 'id, username, password_hash AS passwordHash';
const sessionColumns =
  'token_hash AS tokenHash, staff_id AS staffId, created_at AS createdAt, expires_at AS expiresAt';

export function createSqliteStaffStore(database: SqliteDatabase): StaffStore {
  return {
    create: (staff) =>
      storing('staff.create', () => {
        const changed = database.run(
          `INSERT INTO staff (id, username, username_key, password_hash) VALUES (?, ?, ?, ?)
           ON CONFLICT (username_key) DO NOTHING`,
          staff.id,
          staff.username,
          usernameKey(staff.username),
          staff.passwordHash,
        );
        return changed === 1 ? 'created' : 'taken';
      }),

    findByUsername: (username) =>
      storing('staff.findByUsername', () =>
        toStaff(
          database.get(
            `SELECT ${staffColumns} FROM staff WHERE username_key = ?`,
            usernameKey(username),
          ),
        ),
      ),

    findById: (id) =>
      storing('staff.findById', () =>
        toStaff(database.get(`SELECT ${staffColumns} FROM staff WHERE id = ?`, id)),
      ),

    count: () =>
      storing('staff.count', () =>
        Number(database.get('SELECT count(*) AS total FROM staff')?.['total'] ?? 0),
      ),

    saveSession: (session) =>
      storing('staff.saveSession', () => {
        database.run(
          `INSERT INTO staff_sessions (token_hash, staff_id, created_at, expires_at)
           VALUES (?, ?, ?, ?)
           ON CONFLICT (token_hash) DO UPDATE SET staff_id = excluded.staff_id,
             created_at = excluded.created_at, expires_at = excluded.expires_at`,
          session.tokenHash,
          session.staffId,
          session.createdAt,
          session.expiresAt,
        );
      }),

    findSession: (tokenHash, now) =>
      storing('staff.findSession', () =>
        toSession(
          database.get(
            `SELECT ${sessionColumns} FROM staff_sessions WHERE token_hash = ? AND expires_at > ?`,
            tokenHash,
            now,
          ),
        ),
      ),

    deleteSession: (tokenHash) =>
      storing('staff.deleteSession', () => {
        database.run('DELETE FROM staff_sessions WHERE token_hash = ?', tokenHash);
      }),

    deleteExpiredSessions: (now) =>
      storing('staff.deleteExpiredSessions', () =>
        database.run('DELETE FROM staff_sessions WHERE expires_at <= ?', now),
      ),
  };
}

function toStaff(row: SqliteRow | undefined): Staff | null {
  return row === undefined ? null : staffSchema.parse(row);
}

function toSession(row: SqliteRow | undefined): StaffSession | null {
  return row === undefined ? null : staffSessionSchema.parse(row);
}
