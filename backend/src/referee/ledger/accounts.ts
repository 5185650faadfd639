import { Account } from './account.ts';
import type { LedgerEntry } from './ledger.ts';

/** How often, by the callers' clock, attempts whose time is over are looked for. Milliseconds. */
const purgeEveryMs = 60_000;

/** The accounts of all attempts. One that was not asked for during its lifetime is forgotten. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  #nextPurgeAt = 0;

  get size(): number {
    return this.#accounts.size;
  }

  /** The attempt's account, a blank one where there is none; its lifetime starts anew. */
  of(entry: LedgerEntry): Account {
    const { examId, attemptId, now, expiresInMs } = entry;
    this.#purge(now);
    // Identifiers have no colon, so two pairs never make one key.
    const key = `${examId}:${attemptId}`;
    let account = this.#accounts.get(key);
    if (account === undefined || account.expiresAt <= now) {
      account = new Account(entry);
      this.#accounts.set(key, account);
    }
    account.expiresAt = now + expiresInMs;
    return account;
  }

  /** Those whose lifetime is not over. */
  *alive(now: number): Generator<Account> {
    for (const account of this.#accounts.values()) {
      if (account.expiresAt > now) yield account;
    }
  }

  forget({ examId, attemptId }: Pick<LedgerEntry, 'examId' | 'attemptId'>): void {
    this.#accounts.delete(`${examId}:${attemptId}`);
  }

  clear(): void {
    this.#accounts.clear();
  }

  #purge(now: number): void {
    if (now < this.#nextPurgeAt) return;
    this.#nextPurgeAt = now + purgeEveryMs;
    for (const [key, account] of this.#accounts) {
      if (account.expiresAt <= now) this.#accounts.delete(key);
    }
  }
}
