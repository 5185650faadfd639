import { catalogue } from '@invigil/shared-types';
import type { ViolationType } from '@invigil/shared-types';

export interface LedgerEntry {
  examId: string;
  attemptId: string;
  /** The violations of one report. A type that occurs twice in it counts once; none is allowed. */
  types: readonly ViolationType[];
  /** Milliseconds since the epoch. A ledger with a clock of its own (Redis) goes by that instead. */
  now: number;
  /** The attempt's counts are forgotten when nothing was recorded for this long. Milliseconds, > 0. */
  expiresInMs: number;
}

export interface LedgerResult {
  /** Those of `types` that were not suppressed, in their order: each was counted by this call. */
  fresh: ViolationType[];
  /** All counts of the attempt so far; types that were never counted are not in it. */
  counts: Partial<Record<ViolationType, number>>;
}

/**
 * Deduplicates and counts: once a violation is counted, others of its type in the same attempt are
 * suppressed until the type's TTL is over. Suppressed ones do not prolong it.
 */
export interface Ledger {
  /**
   * Atomic, also between processes that share the ledger: of any number of simultaneous calls with one
   * type exactly one finds it fresh. Rejects with a StorageError, within the ledger's time budget, when
   * it cannot be known; the violations may then have been counted or not.
   */
  record(entry: LedgerEntry): Promise<LedgerResult>;
  /** Idempotent. Afterwards `record` rejects. */
  close(): Promise<void>;
}

/** How long a type is suppressed once it was counted. Milliseconds. */
export type TtlOf = (type: ViolationType) => number;

export const catalogueTtl: TtlOf = (type) => catalogue[type].ttlMs;
