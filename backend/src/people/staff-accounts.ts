import { randomUUID } from 'node:crypto';
import {
  mayManage,
  type AuditedStep,
  type AuditDetail,
  type Role,
  type Staff,
  type StaffSession,
} from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal } from '../ops/index.ts';
import type { Passwords } from './passwords.ts';
import { fingerprint, newSecret } from './secrets.ts';
import type { Account, StaffStore, StoredSession } from './staff-store.ts';

export interface NewSession {
  readonly staff: Staff;
  /** Goes into the cookie. Only its hash is stored. */
  readonly token: string;
  readonly expiresAt: number;
}

export interface StaffAccountsOptions {
  /** A session's life, milliseconds. */
  readonly sessionTtlMs: number;
  /** A session's last use is written down at most once in this time, milliseconds. */
  readonly sessionTouchMs: number;
}

/** As much of a browser's own name as is kept. */
const userAgentLimit = 300;

/** Who is signed in: accounts and their sessions. */
export class StaffAccounts {
  readonly #store: StaffStore;
  readonly #passwords: Passwords;
  readonly #audit: AuditSink;
  readonly #options: StaffAccountsOptions;

  constructor(
    store: StaffStore,
    passwords: Passwords,
    audit: AuditSink,
    options: StaffAccountsOptions,
  ) {
    this.#store = store;
    this.#passwords = passwords;
    this.#audit = audit;
    this.#options = options;
  }

  /** Makes an account with a random password, which is returned and nowhere kept. */
  async createWithRandomPassword(
    username: string,
    role: Role,
  ): Promise<{ username: string; password: string }> {
    const { password, passwordHash } = await this.#passwords.make();
    const outcome = await this.#store.create({
      id: randomUUID(),
      username,
      passwordHash,
      role,
      createdAt: Date.now(),
      lastSignedInAt: null,
    });
    if (outcome === 'taken') throw new Error(`There already is an account named ${username}`);
    return { username, password };
  }

  /**
   * For whoever has the server itself at hand: gives somebody a random password, which is returned and nowhere
   * kept, and ends all of their sessions.
   * @throws Refusal `unknown_staff`
   */
  async resetPassword(
    username: string,
    now: number,
  ): Promise<{ username: string; password: string; sessionsEnded: number }> {
    const account = await this.#store.findByUsername(username);
    if (account === null) throw new Refusal('unknown_staff');
    const { password, passwordHash } = await this.#passwords.make();
    if (!(await this.#store.setPassword(account.id, passwordHash))) {
      throw new Refusal('unknown_staff');
    }
    const sessionsEnded = await this.#store.deleteSessionsOf(account.id, null);
    const detail = { staffId: account.id, name: account.username, sessionsEnded };
    const about = { at: now, examId: null, attemptId: null };
    this.#audit.write({ ...about, who: { kind: 'server' }, what: 'password_reset', detail });
    return { username: account.username, password, sessionsEnded };
  }

  /** @throws Refusal `wrong_credentials`, the same for an unknown name as for a wrong password */
  async signIn(
    username: string,
    password: string,
    userAgent: string | undefined,
    now: number,
  ): Promise<NewSession> {
    const account = await this.#store.findByUsername(username);
    if (!(await this.#passwords.matches(password, account?.passwordHash)) || account === null) {
      // What was typed stays out of it: people type a password where the name belongs.
      const detail = { staffId: account?.id ?? null };
      const about = { at: now, examId: null, attemptId: null };
      this.#audit.write({ ...about, who: { kind: 'server' }, what: 'sign_in_failed', detail });
      throw new Refusal('wrong_credentials');
    }
    return this.open(account, userAgent, now);
  }

  /**
   * Opens a session for somebody whose account is known to be theirs.
   * @throws Refusal `wrong_credentials` where the account was changed or removed meanwhile
   */
  async open(account: Account, userAgent: string | undefined, now: number): Promise<NewSession> {
    await this.#store.deleteExpiredSessions(now);
    const token = newSecret();
    const expiresAt = now + this.#options.sessionTtlMs;
    const session: StoredSession = {
      id: randomUUID(),
      tokenHash: fingerprint(token),
      staffId: account.id,
      createdAt: now,
      expiresAt,
      lastUsedAt: now,
      userAgent: userAgent?.slice(0, userAgentLimit) ?? null,
    };
    await this.#store.addSession(session);
    // A password that was changed in between has ended all sessions but this one.
    const current = await this.#store.findById(account.id);
    if (current?.passwordHash !== account.passwordHash) {
      await this.#store.deleteSession(session.id);
      throw new Refusal('wrong_credentials');
    }
    const staff = staffIn(current);
    this.#note(staff, 'signed_in', now);
    return { staff, token, expiresAt };
  }

  /** @throws Refusal `not_signed_in` */
  async bySession(token: string | undefined, now: number): Promise<Staff> {
    const session =
      token === undefined ? null : await this.#store.findSession(fingerprint(token), now);
    const account = session === null ? null : await this.#store.findById(session.staffId);
    if (session === null || account === null) throw new Refusal('not_signed_in');
    if (now - session.lastUsedAt >= this.#options.sessionTouchMs) {
      await this.#store.touchSession(session.id, now);
    }
    return staffIn(account);
  }

  /** Idempotent. */
  async signOut(token: string | undefined, now: number): Promise<void> {
    const session =
      token === undefined ? null : await this.#store.findSession(fingerprint(token), now);
    if (session === null || !(await this.#store.deleteSession(session.id))) return;
    const account = await this.#store.findById(session.staffId);
    if (account !== null) this.#note(staffIn(account), 'signed_out', now);
  }

  /**
   * Changes somebody's own password, and ends all of their sessions but the one that asks.
   * @throws Refusal `wrong_password`, `weak_password`, `not_signed_in`
   */
  async changePassword(
    { id }: Staff,
    token: string | undefined,
    change: { readonly current: string; readonly password: string },
    now: number,
  ): Promise<void> {
    const account = await this.#store.findById(id);
    if (!(await this.#passwords.matches(change.current, account?.passwordHash))) {
      throw new Refusal('wrong_password');
    }
    if (account === null) throw new Refusal('not_signed_in');
    const passwordHash = await this.#passwords.take(change.password, account.username);
    if (!(await this.#store.setPassword(id, passwordHash))) throw new Refusal('not_signed_in');
    const asking =
      token === undefined ? null : await this.#store.findSession(fingerprint(token), now);
    const ended = await this.#store.deleteSessionsOf(id, asking?.id ?? null);
    this.#note(staffIn(account), 'password_changed', now, { sessionsEnded: ended });
  }

  /** Somebody's own sessions and those of the people whom they may manage, the one used last first. */
  async sessions(asker: Staff, token: string | undefined, now: number): Promise<StaffSession[]> {
    const [sessions, accounts] = await Promise.all([
      this.#store.listSessions(now),
      this.#store.list(),
    ]);
    const seen = new Map(
      accounts.filter((account) => looksAfter(asker, account)).map((one) => [one.id, one]),
    );
    const current = token === undefined ? null : fingerprint(token);
    return sessions.flatMap(({ tokenHash, ...session }) => {
      const account = seen.get(session.staffId);
      if (account === undefined) return [];
      return [{ ...session, username: account.username, current: tokenHash === current }];
    });
  }

  /** Ends a session that `sessions` shows. @throws Refusal `unknown_session` */
  async endSession(asker: Staff, sessionId: string, now: number): Promise<void> {
    const session = (await this.#store.listSessions(now)).find(({ id }) => id === sessionId);
    const account = session === undefined ? null : await this.#store.findById(session.staffId);
    if (
      account === null ||
      !looksAfter(asker, account) ||
      !(await this.#store.deleteSession(sessionId))
    ) {
      throw new Refusal('unknown_session');
    }
    const { id: staffId, username: name } = account;
    this.#note(asker, 'session_ended', now, { sessionId, staffId, name });
  }

  #note(staff: Staff, what: AuditedStep, at: number, detail: AuditDetail = {}): void {
    const who = { kind: 'staff', staffId: staff.id, name: staff.username } as const;
    this.#audit.write({ at, who, what, examId: null, attemptId: null, detail });
  }
}

export const staffIn = ({ id, username, role }: Account): Staff => ({ id, username, role });

/** Whether somebody sees and ends an account's sessions. */
const looksAfter = (asker: Staff, { id, role }: Account): boolean =>
  id === asker.id || mayManage(asker.role, role);
