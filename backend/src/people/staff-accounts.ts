import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Staff } from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal } from '../ops/index.ts';
import type { StaffStore } from './staff-store.ts';

export interface NewSession {
  readonly staff: Staff;
  /** Goes into the cookie. Only its hash is stored. */
  readonly token: string;
  readonly expiresAt: number;
}

/** Staff accounts and their sessions. */
export class StaffAccounts {
  readonly #store: StaffStore;
  readonly #sessionTtlMs: number;
  readonly #audit: AuditSink;
  /** Checked where a name is unknown, so that an unknown name takes as long as a wrong password. */
  readonly #nobody = hash(randomBytes(16).toString('hex'));

  /** @param sessionTtlMs a session's life, milliseconds */
  constructor(store: StaffStore, sessionTtlMs: number, audit: AuditSink) {
    this.#store = store;
    this.#sessionTtlMs = sessionTtlMs;
    this.#audit = audit;
  }

  /** Makes an account with a random password, which is returned and nowhere kept. */
  async createWithRandomPassword(
    username: string,
  ): Promise<{ username: string; password: string }> {
    const password = randomBytes(12).toString('base64url');
    const outcome = await this.#store.create({
      id: randomUUID(),
      username,
      passwordHash: await hash(password),
    });
    if (outcome === 'taken') throw new Error(`There already is an account named ${username}`);
    return { username, password };
  }

  /** @throws Refusal `wrong_credentials`, the same for an unknown name as for a wrong password */
  async signIn(username: string, password: string, now: number): Promise<NewSession> {
    const staff = await this.#store.findByUsername(username);
    const matches = await verify(staff?.passwordHash ?? (await this.#nobody), password);
    const about = { at: now, examId: null, attemptId: null };
    if (staff === null || !matches) {
      // What was typed stays out of it: people type a password where the name belongs.
      const detail = { staffId: staff?.id ?? null };
      this.#audit.write({ ...about, who: { kind: 'server' }, what: 'sign_in_failed', detail });
      throw new Refusal('wrong_credentials');
    }
    await this.#store.deleteExpiredSessions(now);
    const token = randomBytes(32).toString('base64url');
    const expiresAt = now + this.#sessionTtlMs;
    await this.#store.saveSession({
      tokenHash: sha256(token),
      staffId: staff.id,
      createdAt: now,
      expiresAt,
    });
    const who = { kind: 'staff', staffId: staff.id, name: staff.username } as const;
    this.#audit.write({ ...about, who, what: 'signed_in', detail: {} });
    return { staff: { id: staff.id, username: staff.username }, token, expiresAt };
  }

  /** @throws Refusal `not_signed_in` */
  async bySession(token: string | undefined, now: number): Promise<Staff> {
    const session = token === undefined ? null : await this.#store.findSession(sha256(token), now);
    const staff = session === null ? null : await this.#store.findById(session.staffId);
    if (staff === null) throw new Refusal('not_signed_in');
    return { id: staff.id, username: staff.username };
  }

  async signOut(token: string | undefined): Promise<void> {
    if (token !== undefined) await this.#store.deleteSession(sha256(token));
  }
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
