import { storing } from '../storage/index.ts';
import type { SqliteDatabase } from '../storage/index.ts';
import { storedSessionSchema } from './staff-store.ts';
import type { StaffStore } from './staff-store.ts';

const columns = `id, token_hash AS tokenHash, staff_id AS staffId, created_at AS createdAt,
  expires_at AS expiresAt, last_used_at AS lastUsedAt, user_agent AS userAgent`;

/** The sessions of a `StaffStore`. */
export function sqliteSessions(
  database: SqliteDatabase,
): Pick<
  StaffStore,
  | 'addSession'
  | 'findSession'
  | 'listSessions'
  | 'touchSession'
  | 'deleteSession'
  | 'deleteSessionsOf'
  | 'deleteExpiredSessions'
> {
  return {
    addSession: (session) =>
      storing('staff.addSession', () =>
        database.transaction(() => {
          database.run(
            `INSERT INTO staff_sessions (id, token_hash, staff_id, created_at, expires_at, last_used_at,
               user_agent) VALUES (?, ?, ?, ?, ?, ?, ?)`,
            session.id,
            session.tokenHash,
            session.staffId,
            session.createdAt,
            session.expiresAt,
            session.lastUsedAt,
            session.userAgent,
          );
          database.run(
            'UPDATE staff SET last_signed_in_at = ? WHERE id = ?',
            session.createdAt,
            session.staffId,
          );
        }),
      ),

    findSession: (tokenHash, now) =>
      storing('staff.findSession', () => {
        const row = database.get(
          `SELECT ${columns} FROM staff_sessions WHERE token_hash = ? AND expires_at > ?`,
          tokenHash,
          now,
        );
        return row === undefined ? null : storedSessionSchema.parse(row);
      }),

    listSessions: (now) =>
      storing('staff.listSessions', () =>
        database
          .all(
            `SELECT ${columns} FROM staff_sessions WHERE expires_at > ? ORDER BY last_used_at DESC, id`,
            now,
          )
          .map((row) => storedSessionSchema.parse(row)),
      ),

    touchSession: (id, at) =>
      storing('staff.touchSession', () => {
        database.run(
          'UPDATE staff_sessions SET last_used_at = ? WHERE id = ? AND last_used_at < ?',
          at,
          id,
          at,
        );
      }),

    deleteSession: (id) =>
      storing(
        'staff.deleteSession',
        () => database.run('DELETE FROM staff_sessions WHERE id = ?', id) > 0,
      ),

    deleteSessionsOf: (staffId, except) =>
      storing('staff.deleteSessionsOf', () =>
        database.run(
          'DELETE FROM staff_sessions WHERE staff_id = ? AND id IS NOT ?',
          staffId,
          except,
        ),
      ),

    deleteExpiredSessions: (now) =>
      storing('staff.deleteExpiredSessions', () =>
        database.run('DELETE FROM staff_sessions WHERE expires_at <= ?', now),
      ),
  };
}
