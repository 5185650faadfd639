import type { ViolationType } from '@invigil/shared-types';
import { StorageError } from '../storage/index.ts';
import { catalogueTtl } from './ledger.ts';
import type { Ledger, LedgerEntry, LedgerResult, TtlOf } from './ledger.ts';

interface Account {
  counts: Map<ViolationType, number>;
  /** Type → the moment from which it counts again. */
  suppressedUntil: Map<ViolationType, number>;
  expiresAt: number;
}

/** How often, by the callers' clock, forgotten attempts are looked for. */
const purgeEveryMs = 60_000;

/** For one process; forgets everything when the process ends. */
export class MemoryLedger implements Ledger {
  readonly #ttlOf: TtlOf;
  readonly #accounts = new Map<string, Account>();
  #nextPurgeAt = 0;
  #closed = false;

  constructor(ttlOf: TtlOf = catalogueTtl) {
    this.#ttlOf = ttlOf;
  }

  /** How many attempts it holds. */
  get size(): number {
    return this.#accounts.size;
  }

  record(entry: LedgerEntry): Promise<LedgerResult> {
    if (this.#closed) {
      return Promise.reject(new StorageError('ledger.record', new Error('the ledger is closed')));
    }
    this.#purge(entry.now);
    const account = this.#accountOf(entry);
    const fresh: ViolationType[] = [];
    for (const type of new Set(entry.types)) {
      if (entry.now < (account.suppressedUntil.get(type) ?? 0)) continue;
      account.suppressedUntil.set(type, entry.now + this.#ttlOf(type));
      account.counts.set(type, (account.counts.get(type) ?? 0) + 1);
      fresh.push(type);
    }
    return Promise.resolve({ fresh, counts: Object.fromEntries(account.counts) });
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#accounts.clear();
    return Promise.resolve();
  }

  #accountOf(entry: LedgerEntry): Account {
    // Identifiers have no colon, so two pairs never make one key.
    const key = `${entry.examId}:${entry.attemptId}`;
    let account = this.#accounts.get(key);
    if (account === undefined || account.expiresAt <= entry.now) {
      account = { counts: new Map(), suppressedUntil: new Map(), expiresAt: 0 };
      this.#accounts.set(key, account);
    }
    account.expiresAt = entry.now + entry.expiresInMs;
    return account;
  }

  #purge(now: number): void {
    if (now < this.#nextPurgeAt) return;
    this.#nextPurgeAt = now + purgeEveryMs;
    for (const [key, account] of this.#accounts) {
      if (account.expiresAt <= now) this.#accounts.delete(key);
    }
  }
}
