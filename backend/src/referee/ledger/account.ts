import type { CountedType } from '@invigil/shared-types';
import type { LedgerClaim, LedgerEntry, LedgerResult } from './ledger.ts';

/** A claim that counts. */
export interface CountedClaim {
  readonly claimId: string;
  readonly type: CountedType;
  /** Until then it suppresses others of its type. Milliseconds since the epoch. */
  readonly suppressesUntil: number;
}

/** What one attempt's account says, so that another ledger can be brought up to date. */
export interface Statement {
  /** In the order in which they were counted. */
  readonly counted: readonly CountedClaim[];
  /** Claims that were suppressed here and must not count elsewhere either. */
  readonly disowned: readonly string[];
  /** Each type that was ever counted, once: the claim that suppresses it, or was the last to do so. */
  readonly suppressing: readonly CountedClaim[];
}

/**
 * What a ledger knows of one attempt, in memory: the rule of deduplication and counting itself.
 * Times are the caller's.
 */
export class Account {
  readonly examId: string;
  readonly attemptId: string;
  /** Milliseconds since the epoch. */
  expiresAt = 0;
  readonly #counted = new Map<string, CountedClaim>();
  readonly #suppressing = new Map<CountedType, CountedClaim>();
  readonly #disowned = new Set<string>();
  #counts: Partial<Record<CountedType, number>> = {};

  constructor({ examId, attemptId }: Pick<LedgerEntry, 'examId' | 'attemptId'>) {
    this.examId = examId;
    this.attemptId = attemptId;
  }

  /** How many claims count. */
  get size(): number {
    return this.#counted.size;
  }

  /** Nothing here is worth telling another ledger. */
  get isBlank(): boolean {
    return this.#counted.size === 0 && this.#disowned.size === 0;
  }

  get counts(): LedgerResult['counts'] {
    return this.#counts;
  }

  record(entry: LedgerEntry): LedgerResult {
    const fresh = new Set<string>();
    for (const claim of entry.claims) {
      const { claimId, type } = claim;
      if (this.#counted.has(claimId)) fresh.add(claimId);
      else if (!this.#disowned.has(claimId) && !this.#isSuppressed(type, entry.now)) {
        this.#count(claim, entry);
        fresh.add(claimId);
      }
    }
    return { fresh: [...fresh], counts: this.#counts };
  }

  /** Takes over what another ledger made of this entry. */
  follow(entry: LedgerEntry, fresh: readonly string[]): void {
    for (const claim of entry.claims) {
      if (fresh.includes(claim.claimId)) this.#count(claim, entry);
    }
  }

  /** Takes over claims that were counted elsewhere. Those it knows stay as they are. */
  learn(claims: Iterable<CountedClaim>): void {
    for (const claim of claims) {
      if (this.#counted.has(claim.claimId)) continue;
      this.#counted.set(claim.claimId, claim);
      this.#disowned.delete(claim.claimId);
      // Results hand the counts out: each change makes new ones.
      this.#counts = { ...this.#counts, [claim.type]: (this.#counts[claim.type] ?? 0) + 1 };
      const holder = this.#suppressing.get(claim.type);
      if (holder === undefined || holder.suppressesUntil <= claim.suppressesUntil) {
        this.#suppressing.set(claim.type, claim);
      }
    }
  }

  /** From now on these claims never count, unless they already do. */
  disown(claimIds: Iterable<string>): void {
    for (const claimId of claimIds) {
      if (!this.#counted.has(claimId)) this.#disowned.add(claimId);
    }
  }

  /** Whether each claim that counts here is among these. */
  isWithin(claims: Iterable<CountedClaim>): boolean {
    const others = new Set(Array.from(claims, ({ claimId }) => claimId));
    return [...this.#counted.keys()].every((claimId) => others.has(claimId));
  }

  statement(): Statement {
    return {
      counted: [...this.#counted.values()],
      disowned: [...this.#disowned],
      suppressing: [...this.#suppressing.values()],
    };
  }

  #count({ claimId, type, ttlMs }: LedgerClaim, { now, expiresInMs }: LedgerEntry): void {
    // An attempt that is forgotten suppresses nothing any more.
    this.learn([{ claimId, type, suppressesUntil: now + Math.min(ttlMs, expiresInMs) }]);
  }

  #isSuppressed(type: CountedType, now: number): boolean {
    return now < (this.#suppressing.get(type)?.suppressesUntil ?? 0);
  }
}
