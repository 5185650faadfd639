import { createHash, randomUUID } from 'node:crypto';
import type { Account, StoredInvitation, StoredSession } from '../src/people/staff-store.ts';

const sha256 = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** An account; a test names what it is about. */
export function someone(username: string, parts: Partial<Account> = {}): Account {
  return {
    id: randomUUID(),
    username,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    role: 'owner',
    createdAt: 500,
    lastSignedInAt: null,
    ...parts,
  };
}

/** A session that lasts from 1000 to 5000. */
export function sessionOf(account: Account, parts: Partial<StoredSession> = {}): StoredSession {
  const id = randomUUID();
  return {
    id,
    tokenHash: sha256(id),
    staffId: account.id,
    createdAt: 1000,
    expiresAt: 5000,
    lastUsedAt: 1000,
    userAgent: 'Browser/1.0',
    ...parts,
  };
}

/** An invitation that lasts from 1000 to 5000. */
export function invitationBy(
  account: Account,
  parts: Partial<StoredInvitation> = {},
): StoredInvitation {
  const id = randomUUID();
  return {
    id,
    tokenHash: sha256(id),
    role: 'reviewer',
    note: 'for the physics department',
    invitedBy: { staffId: account.id, name: account.username },
    createdAt: 1000,
    expiresAt: 5000,
    ...parts,
  };
}
