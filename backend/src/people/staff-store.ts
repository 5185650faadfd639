import { idSchema, sha256Schema, timeSchema } from '@invigil/shared-types';
import { z } from 'zod';

export const staffSchema = z.object({
  id: idSchema,
  /** As it was typed. Two that differ only in case or in Unicode form are the same (`usernameKey`). */
  username: z.string().min(1).max(500),
  /** A PHC string, e.g. `$argon2id$v=19$…`. */
  passwordHash: z.string().min(1).max(1000),
});
export type Staff = z.infer<typeof staffSchema>;

export const staffSessionSchema = z.object({
  /** SHA-256 of the cookie's secret: a stolen database opens no session. */
  tokenHash: sha256Schema,
  staffId: idSchema,
  createdAt: timeSchema,
  /** From this moment on the session is void. */
  expiresAt: timeSchema,
});
export type StaffSession = z.infer<typeof staffSessionSchema>;

/**
 * Staff accounts and their sessions. Times are milliseconds since the epoch, given by the caller.
 * Every method rejects with a StorageError when the store cannot answer.
 */
export interface StaffStore {
  /** `taken`: an account with this username (whatever its case) exists, and nothing was changed. */
  create(staff: Staff): Promise<'created' | 'taken'>;
  /** Finds whatever the case. */
  findByUsername(username: string): Promise<Staff | null>;
  findById(id: string): Promise<Staff | null>;
  /** How many accounts there are. */
  count(): Promise<number>;

  /** `staffId` must be an account's. The same `tokenHash` again replaces the session. */
  saveSession(session: StaffSession): Promise<void>;
  /** Null when unknown or expired at `now`. */
  findSession(tokenHash: string, now: number): Promise<StaffSession | null>;
  /** Idempotent. */
  deleteSession(tokenHash: string): Promise<void>;
  /** Resolves with how many were deleted. */
  deleteExpiredSessions(now: number): Promise<number>;
}

/** What makes a username unique: "Ada", "ADA" and "ａｄａ" are one. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase();
}
