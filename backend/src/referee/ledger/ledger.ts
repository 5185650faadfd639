import type { CountedType, OperatingState } from '@invigil/shared-types';
import type { OperatingListener } from '../../ops/index.ts';

export interface LedgerClaim {
  /** Made by whoever claims; the same claim may be recorded again and counts once. */
  readonly claimId: string;
  readonly type: CountedType;
  /** Further ones of this type are suppressed for so long once this one counts. Milliseconds. */
  readonly ttlMs: number;
}

export interface LedgerEntry {
  readonly examId: string;
  readonly attemptId: string;
  /** Everything one message claims. Of several of one type the first counts; none at all is allowed. */
  readonly claims: readonly LedgerClaim[];
  /** Milliseconds since the epoch. A ledger with a clock of its own (Redis) goes by that instead. */
  readonly now: number;
  /** The attempt is forgotten when nothing was recorded for this long. Milliseconds, > 0. */
  readonly expiresInMs: number;
}

export interface LedgerResult {
  /** Claims that were not suppressed: each is counted, by this call or by an earlier one that named it. */
  readonly fresh: readonly string[];
  /** All counts of the attempt so far; types that were never counted are not in it. */
  readonly counts: Readonly<Partial<Record<CountedType, number>>>;
}

/**
 * Deduplicates and counts: once a violation is counted, others of its type in the same attempt are
 * suppressed until the type's TTL is over. Suppressed ones do not prolong it.
 */
export interface Ledger {
  /**
   * Atomic, also between processes that share the ledger: of any number of simultaneous claims of one
   * type exactly one is fresh. Idempotent by claim. Rejects with a StorageError, within the ledger's
   * time budget, when it cannot be known; the claims may then have been counted or not, and recording
   * them again does no harm.
   */
  record(entry: LedgerEntry): Promise<LedgerResult>;
  /**
   * Forgets what was counted of an attempt that is gone.
   * @throws StorageError where that cannot be done now: it is forgotten once the attempt was quiet for long
   */
  forget(attempt: Pick<LedgerEntry, 'examId' | 'attemptId'>): Promise<void>;
  /** Idempotent. Afterwards `record` rejects. */
  close(): Promise<void>;
}

/** The ledger that a server runs with: says where it counts, and how it is doing. */
export interface OpenLedger extends Ledger {
  /** Where it counts while all is well. */
  readonly kind: 'memory' | 'redis';
  state(): OperatingState;
  /** Calls the listener with every change from now on. */
  onChange(listener: OperatingListener): void;
}
