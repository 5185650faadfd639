import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { SetupRequest } from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';
import { Refusal } from '../ops/index.ts';
import type { Passwords } from './passwords.ts';
import { fingerprint, newSecret } from './secrets.ts';
import type { Account, StaffStore } from './staff-store.ts';

/** Makes the owner's account of a server that has no account yet. */
export class FirstOwner {
  /** What the printed link carries; kept in memory only. Null where there was an account at the start. */
  readonly key: string | null;
  readonly #store: StaffStore;
  readonly #passwords: Passwords;
  readonly #audit: AuditSink;

  /** @param hadStaff whether there is an account already */
  constructor(store: StaffStore, passwords: Passwords, audit: AuditSink, hadStaff: boolean) {
    this.key = hadStaff ? null : newSecret();
    this.#store = store;
    this.#passwords = passwords;
    this.#audit = audit;
  }

  /** Whether there is no account yet. */
  async isNeeded(): Promise<boolean> {
    return (await this.#store.count()) === 0;
  }

  /** @throws Refusal `already_set_up`, `setup_key_wrong`, `weak_password` */
  async create({ key, username, password }: SetupRequest, now: number): Promise<Account> {
    if (!(await this.isNeeded())) throw new Refusal('already_set_up');
    if (this.key === null || !isSame(key, this.key)) throw new Refusal('setup_key_wrong');
    const account: Account = {
      id: randomUUID(),
      username,
      passwordHash: await this.#passwords.take(password, username),
      role: 'owner',
      createdAt: now,
      lastSignedInAt: null,
    };
    if ((await this.#store.createFirst(account)) === 'exists') throw new Refusal('already_set_up');
    const who = { kind: 'staff', staffId: account.id, name: username } as const;
    const about = { at: now, examId: null, attemptId: null };
    this.#audit.write({ ...about, who, what: 'owner_created', detail: {} });
    return account;
  }
}

/** Takes as long wherever they differ. */
const isSame = (given: string, expected: string): boolean =>
  timingSafeEqual(Buffer.from(fingerprint(given)), Buffer.from(fingerprint(expected)));
