import { randomUUID } from 'node:crypto';
import type { CountedType } from '@invigil/shared-types';
import type { LedgerClaim, LedgerEntry } from '../src/referee/ledger/ledger.ts';

/** A claim that nobody made before. Suppresses for ten minutes unless told otherwise. */
export function claimOf(type: CountedType, parts: Partial<LedgerClaim> = {}): LedgerClaim {
  return { claimId: randomUUID(), type, ttlMs: 600_000, ...parts };
}

/** What one message of one attempt claims. */
export function entryOf(
  claims: readonly LedgerClaim[],
  parts: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    examId: 'exam',
    attemptId: 'attempt',
    claims,
    now: Date.now(),
    expiresInMs: 3_600_000,
    ...parts,
  };
}

export function idsOf(claims: readonly LedgerClaim[]): string[] {
  return claims.map(({ claimId }) => claimId);
}
