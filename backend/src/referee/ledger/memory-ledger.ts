import type { OperatingState } from '@invigil/shared-types';
import { StorageError } from '../../storage/index.ts';
import { Accounts } from './accounts.ts';
import type { LedgerEntry, LedgerResult, OpenLedger } from './ledger.ts';

/** For one process; forgets everything when the process ends. Cannot fail, so it is always normal. */
export class MemoryLedger implements OpenLedger {
  readonly kind = 'memory';
  readonly #state: OperatingState = { mode: 'normal', since: Date.now() };
  readonly #accounts = new Accounts();
  #closed = false;

  /** How many attempts it holds. */
  get size(): number {
    return this.#accounts.size;
  }

  state(): OperatingState {
    return this.#state;
  }

  onChange(): void {
    // There is nothing to tell.
  }

  record(entry: LedgerEntry): Promise<LedgerResult> {
    if (this.#closed) {
      return Promise.reject(new StorageError('ledger.record', new Error('the ledger is closed')));
    }
    return Promise.resolve(this.#accounts.of(entry).record(entry));
  }

  forget(attempt: Pick<LedgerEntry, 'examId' | 'attemptId'>): Promise<void> {
    this.#accounts.forget(attempt);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#accounts.clear();
    return Promise.resolve();
  }
}
