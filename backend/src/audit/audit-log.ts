import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEntry } from '@invigil/shared-types';
import type { Log } from '../ops/index.ts';
import type { AuditStore } from './audit-store.ts';
import { entryAfter, type AuditRecord } from './chain.ts';

export interface AuditLogOptions {
  /** While the store cannot answer: time to the next try, milliseconds. */
  readonly retryMs: number;
  /** Entries that wait while they cannot be stored; beyond that the oldest are given up. */
  readonly bufferSize: number;
}

/** Those who have something to put on record. */
export interface AuditSink {
  write(record: AuditRecord): void;
}

/**
 * Takes what is to be put on record without making anybody wait, and appends it one entry at a time, in the
 * order in which it came. What cannot be stored is logged and tried again.
 */
export class AuditLog implements AuditSink {
  readonly #store: Pick<AuditStore, 'append' | 'last'>;
  readonly #log: Log;
  readonly #options: AuditLogOptions;
  readonly #closed = new AbortController();
  /** Oldest first. */
  readonly #waiting: AuditRecord[] = [];
  /** While entries are being appended: resolves when none is left to append. */
  #appending: Promise<void> | undefined;
  /** Resolves when nothing waits, or what waits cannot be stored now. */
  #tried = Promise.withResolvers<void>();
  #dropped = 0;
  /** The newest entry that is known here. */
  #last: AuditEntry | undefined;

  constructor(store: Pick<AuditStore, 'append' | 'last'>, log: Log, options: AuditLogOptions) {
    this.#store = store;
    this.#log = log;
    this.#options = options;
  }

  /** Entries that are not stored yet, and those that were given up. */
  get stats(): { waiting: number; dropped: number } {
    return { waiting: this.#waiting.length, dropped: this.#dropped };
  }

  write(record: AuditRecord): void {
    this.#waiting.push(record);
    if (this.#waiting.length > this.#options.bufferSize) this.#giveUpOldest();
    if (this.#appending !== undefined) return;
    this.#tried = Promise.withResolvers();
    this.#appending = this.#appendAll();
  }

  /** For those who read next: resolves once what was written before is stored, or cannot be now. */
  async flush(): Promise<void> {
    if (this.#appending !== undefined) await this.#tried.promise;
  }

  /** Stores what waits, one last time. Never rejects: what is lost is logged. Idempotent. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#appending;
    const lost = this.#waiting.splice(0).length;
    if (lost > 0) this.#log.error({ lost }, 'Entries of the audit log are lost: the server ends');
  }

  async #appendAll(): Promise<void> {
    let failing = false;
    for (;;) {
      const record = this.#waiting[0];
      if (record === undefined) {
        this.#appending = undefined;
        this.#tried.resolve();
        return;
      }
      try {
        await this.#append(record);
        // Where the oldest were given up meanwhile, this one may have been among them.
        if (this.#waiting[0] === record) this.#waiting.shift();
        if (failing) this.#log.info('The audit log is stored again');
        failing = false;
      } catch (error) {
        if (!failing) this.#log.error({ err: error }, 'The audit log cannot be stored; it waits');
        failing = true;
        this.#tried.resolve();
        if (this.#closed.signal.aborted) return;
        await pause(this.#options.retryMs, undefined, {
          signal: this.#closed.signal,
          ref: false,
        }).catch(() => undefined);
      }
    }
  }

  /** Where another process was faster, the entry follows that one's. */
  async #append(record: AuditRecord): Promise<void> {
    for (let last = this.#last ?? (await this.#store.last()); ; last = await this.#store.last()) {
      const entry = entryAfter(last, record);
      if (!(await this.#store.append(entry))) continue;
      this.#last = entry;
      return;
    }
  }

  #giveUpOldest(): void {
    this.#waiting.shift();
    this.#dropped += 1;
    if (this.#dropped === 1) {
      this.#log.error(this.stats, 'The audit log is full: its oldest entries are given up');
    }
  }
}
