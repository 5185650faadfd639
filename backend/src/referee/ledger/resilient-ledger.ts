import { setTimeout as pause } from 'node:timers/promises';
import type { OperatingState } from '@invigil/shared-types';
import pRetry from 'p-retry';
import { messagesOf, ModeKeeper, type Log, type OperatingListener } from '../../ops/index.ts';
import { StorageError, storing } from '../../storage/index.ts';
import type { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import type { LedgerEntry, LedgerResult, OpenLedger } from './ledger.ts';
import { RedisLedger } from './redis-ledger.ts';
import type { RedisLedgerOptions, RedisLedgerResult } from './redis-ledger.ts';

export interface ResilientLedgerOptions extends RedisLedgerOptions {
  /** First and longest pause between two tries to get Redis back; in between they double. Milliseconds. */
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
}

/** A call that Redis has been asked and has not answered yet. */
interface WaitingCall {
  readonly entry: LedgerEntry;
  resolve(result: LedgerResult): void;
  reject(error: Error): void;
}

/**
 * Counts in Redis while that answers, and in memory while it does not. `record` never rejects because of
 * Redis and never waits longer than `commandTimeoutMs`; `now` of its entries is the time of day.
 *
 * Memory follows all that Redis counts, so that nobody sees a number change when one takes over from the
 * other. When a call fails, Redis may have executed it, or execute it later. That does no harm: what memory
 * decides in its place is told to Redis before Redis counts again, each claim as one that counts or as
 * one that never will, and Redis goes by that whenever the late call comes.
 *
 * One worker looks after the connection: it connects, tries whether Redis takes what is written, brings
 * it up to date, hands it over. It makes a new connection each time, so the driver reconnects nothing.
 */
export class ResilientLedger implements OpenLedger {
  readonly kind = 'redis';
  readonly #options: ResilientLedgerOptions;
  readonly #log: Log;
  readonly #mode: ModeKeeper;
  readonly #accounts = new Accounts();
  /** In the order in which they were sent. */
  readonly #waiting = new Set<WaitingCall>();
  readonly #stopped = new AbortController();
  /** While it recovers: accounts that Redis has to be told about before it counts again. */
  #unreconciled: Set<Account> | null = null;
  /** There while, and only while, the mode is normal. */
  #redis: RedisLedger | null = null;
  /** How often in a row it was normal for a moment only. */
  #relapses = 0;
  #recovery: Promise<void> = Promise.resolve();

  private constructor(options: ResilientLedgerOptions, log: Log) {
    this.#options = options;
    this.#log = log;
    this.#mode = new ModeKeeper(log);
  }

  /** Resolves, within the connect timeout, also where there is no Redis: then it begins degraded. */
  static async open(options: ResilientLedgerOptions, log: Log): Promise<ResilientLedger> {
    const ledger = new ResilientLedger(options, log);
    try {
      ledger.#countWith(await RedisLedger.connect(options));
    } catch (cause) {
      ledger.#mode.apply('failed', cause);
      ledger.#recovery = ledger.#recover();
    }
    return ledger;
  }

  state(): OperatingState {
    return this.#mode.state;
  }

  onChange(listener: OperatingListener): void {
    this.#mode.onChange(listener);
  }

  /** How many attempts memory knows of. */
  get size(): number {
    return this.#accounts.size;
  }

  record(entry: LedgerEntry): Promise<LedgerResult> {
    if (this.#stopped.signal.aborted) return Promise.reject(closed());
    const redis = this.#redis;
    if (redis === null) return Promise.resolve(this.#recordInMemory(entry));
    return new Promise((resolve, reject) => {
      const call: WaitingCall = { entry, resolve, reject };
      this.#waiting.add(call);
      redis.recordKnowing(this.#accounts.of(entry).size, entry).then(
        (result) => this.#answered(redis, call, result),
        (cause: unknown) => this.#failed(redis, cause),
      );
    });
  }

  async forget(attempt: Pick<LedgerEntry, 'examId' | 'attemptId'>): Promise<void> {
    this.#accounts.forget(attempt);
    await this.#redis?.forget(attempt).catch((error: unknown) => {
      const { attemptId } = attempt;
      this.#log.warn({ attemptId, err: error }, 'What Redis counted is forgotten by itself later');
    });
  }

  async close(): Promise<void> {
    if (!this.#stopped.signal.aborted) {
      this.#stopped.abort();
      for (const call of this.#waiting) call.reject(closed());
      this.#waiting.clear();
      await this.#redis?.close();
      this.#redis = null;
    }
    await this.#recovery;
    this.#accounts.clear();
  }

  #answered(redis: RedisLedger, call: WaitingCall, result: RedisLedgerResult): void {
    // Memory may have answered in the meantime.
    if (!this.#waiting.has(call)) return;
    const { entry } = call;
    const account = this.#accounts.of(entry);
    if (result.counted !== null) {
      // It was emptied, say, or a copy took its place that had not heard of everything.
      if (!account.isWithin(result.counted)) {
        this.#failed(redis, new Error('Redis has lost claims that it had counted'));
        return;
      }
      account.learn(result.counted);
    }
    account.follow(entry, result.fresh);
    this.#waiting.delete(call);
    call.resolve({ fresh: result.fresh, counts: result.counts });
  }

  /** From here on memory counts; first what Redis was asked, in the same order. */
  #failed(redis: RedisLedger, cause: unknown): void {
    if (this.#redis !== redis) return;
    this.#redis = null;
    void redis.close();
    for (const call of this.#waiting) {
      const { entry } = call;
      const result = this.#recordInMemory(entry);
      const claimIds = entry.claims.map(({ claimId }) => claimId);
      this.#accounts.of(entry).disown(claimIds.filter((id) => !result.fresh.includes(id)));
      call.resolve(result);
    }
    this.#waiting.clear();
    const { since } = this.#mode.state;
    this.#relapses = Date.now() - since < this.#options.retryLongestMs ? this.#relapses + 1 : 0;
    this.#recovery = this.#recover();
    this.#mode.apply('failed', cause);
  }

  #recordInMemory(entry: LedgerEntry): LedgerResult {
    const account = this.#accounts.of(entry);
    if (entry.claims.length > 0) this.#unreconciled?.add(account);
    return account.record(entry);
  }

  #countWith(redis: RedisLedger): void {
    this.#redis = redis;
    void redis.lost.then((cause) => this.#failed(redis, new Error('connection lost', { cause })));
  }

  /** Resolves when Redis counts again, or when the ledger is closed. */
  async #recover(): Promise<void> {
    const { retryFirstMs, retryLongestMs } = this.#options;
    const { signal } = this.#stopped;
    // A Redis that keeps coming and going is left alone for longer and longer.
    const firstMs = Math.min(retryFirstMs * 2 ** this.#relapses, retryLongestMs);
    try {
      if (this.#relapses > 0) await pause(firstMs, undefined, { signal });
      await pRetry(() => storing('ledger.recover', () => this.#tryToRecover()), {
        retries: Infinity,
        minTimeout: firstMs,
        maxTimeout: retryLongestMs,
        randomize: true,
        signal,
        onFailedAttempt: ({ error }) => {
          this.#log.debug({ why: messagesOf(error) }, 'Redis could not be had back yet');
        },
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #tryToRecover(): Promise<void> {
    const redis = await RedisLedger.connect(this.#options);
    try {
      await redis.probe();
      this.#stopped.signal.throwIfAborted();
      this.#mode.apply('answered');
      this.#unreconciled = new Set(this.#accounts.alive(Date.now()));
      // A set is walked in the order of adding: an account in which memory counts meanwhile comes again.
      for (const account of this.#unreconciled) {
        this.#unreconciled.delete(account);
        if (account.isBlank) continue;
        account.learn(await redis.reconcile(account));
        this.#stopped.signal.throwIfAborted();
      }
      // Nothing has been awaited since the last account was found in order: nothing falls in between.
      this.#countWith(redis);
      this.#mode.apply('reconciled');
    } catch (error) {
      await redis.close();
      const { mode } = this.#mode.state;
      if (mode === 'recovering' && !this.#stopped.signal.aborted) this.#mode.apply('failed', error);
      throw error;
    } finally {
      this.#unreconciled = null;
    }
  }
}

function closed(): StorageError {
  return new StorageError('ledger.record', new Error('the ledger is closed'));
}
