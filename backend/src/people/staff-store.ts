import { idSchema, roleSchema, sha256Schema, timeSchema, type Role } from '@invigil/shared-types';
import { z } from 'zod';

export const accountSchema = z.object({
  id: idSchema,
  /** As it was typed. Two that differ only in case or in Unicode form are the same (`usernameKey`). */
  username: z.string().min(1).max(500),
  /** A PHC string, e.g. `$argon2id$v=19$…`. */
  passwordHash: z.string().min(1).max(1000),
  role: roleSchema,
  /** Of accounts that are older than this field: when it was introduced. */
  createdAt: timeSchema,
  lastSignedInAt: timeSchema.nullable(),
});
export type Account = z.infer<typeof accountSchema>;

export const storedSessionSchema = z.object({
  id: idSchema,
  /** SHA-256 of the cookie's secret: a stolen database opens no session. */
  tokenHash: sha256Schema,
  staffId: idSchema,
  createdAt: timeSchema,
  /** From this moment on the session is void. */
  expiresAt: timeSchema,
  lastUsedAt: timeSchema,
  userAgent: z.string().max(300).nullable(),
});
export type StoredSession = z.infer<typeof storedSessionSchema>;

export const storedInvitationSchema = z.object({
  id: idSchema,
  /** SHA-256 of the link's secret. */
  tokenHash: sha256Schema,
  role: roleSchema,
  note: z.string().max(200),
  invitedBy: z.object({ staffId: idSchema, name: z.string() }),
  createdAt: timeSchema,
  /** From this moment on the invitation is void. */
  expiresAt: timeSchema,
});
export type StoredInvitation = z.infer<typeof storedInvitationSchema>;

/**
 * What became of a change to somebody. `outdated`: the role is another one than the change was decided on,
 * or the account is gone. `last_owner`: there would be no owner left. In both cases nothing was changed.
 */
export type Outcome = 'done' | 'outdated' | 'last_owner';

/**
 * Staff accounts, invitations to the staff, and sessions. Times are milliseconds since the epoch, given by
 * the caller. Every method rejects with a StorageError when the store cannot answer.
 */
export interface StaffStore {
  /** `taken`: an account with this username (whatever its case) exists, and nothing was changed. */
  create(account: Account): Promise<'created' | 'taken'>;
  /** The same, but only where there is no account at all. Of any number at once one is created. */
  createFirst(account: Account): Promise<'created' | 'exists'>;
  /** Finds whatever the case. */
  findByUsername(username: string): Promise<Account | null>;
  findById(id: string): Promise<Account | null>;
  /** The oldest first. */
  list(): Promise<Account[]>;
  /** How many accounts there are. */
  count(): Promise<number>;
  /**
   * Moves somebody from the role `from` to `to`. However many are moved and removed at once, an owner
   * stays; where every owner is at once on the way out, all of them may be told `last_owner`.
   */
  changeRole(id: string, from: Role, to: Role): Promise<Outcome>;
  /** Removes somebody who has that role, with all sessions. For owners as with `changeRole`. */
  remove(id: string, role: Role): Promise<Outcome>;
  /** False where there is no such account. */
  setPassword(id: string, passwordHash: string): Promise<boolean>;

  saveInvitation(invitation: StoredInvitation): Promise<void>;
  /** Those that are not expired at `now`, the oldest first. Deletes those that are. */
  listInvitations(now: number): Promise<StoredInvitation[]>;
  /** Null when unknown or expired at `now`. */
  findInvitation(tokenHash: string, now: number): Promise<StoredInvitation | null>;
  /** False where there is none, any more. */
  deleteInvitation(id: string): Promise<boolean>;
  /**
   * Creates the account and uses the invitation up. Of any number at once one is created. `unknown`: the
   * invitation was used, taken back or has expired; `taken`: as with `create`, and the invitation stays.
   */
  takeInvitation(id: string, account: Account): Promise<'created' | 'taken' | 'unknown'>;

  /** `staffId` must be an account's; its `lastSignedInAt` becomes the session's `createdAt`. */
  addSession(session: StoredSession): Promise<void>;
  /** Null when unknown or expired at `now`. */
  findSession(tokenHash: string, now: number): Promise<StoredSession | null>;
  /** Those that are not expired at `now`, the one that was used last first. */
  listSessions(now: number): Promise<StoredSession[]>;
  /** It was used at that moment. A session that is gone stays gone. */
  touchSession(id: string, at: number): Promise<void>;
  /** False where there is none, any more. */
  deleteSession(id: string): Promise<boolean>;
  /** Resolves with how many were deleted. @param except the session that stays; null: none */
  deleteSessionsOf(staffId: string, except: string | null): Promise<number>;
  /** Resolves with how many were deleted. */
  deleteExpiredSessions(now: number): Promise<number>;
}

/** What makes a username unique: "Ada", "ADA" and "ａｄａ" are one. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase();
}
