import { createHash, randomBytes } from 'node:crypto';
import type { AuditDetail, AuditEntry } from '@invigil/shared-types';
import canonicalize from 'canonicalize';

/** What an entry says, before it has its place in the chain. */
export interface AuditRecord extends Pick<
  AuditEntry,
  'at' | 'who' | 'what' | 'examId' | 'attemptId'
> {
  readonly detail: AuditDetail;
}

/** What the first entry follows. */
const beginning = '0'.repeat(64);

/** The entry that follows `last`, or begins the chain. */
export function entryAfter(
  last: Pick<AuditEntry, 'seq' | 'hash'> | null,
  { at, who, what, examId, attemptId, detail }: AuditRecord,
): AuditEntry {
  const particulars = { detail, salt: randomBytes(16).toString('base64url') };
  const chained = {
    ...{ at, who, what, examId, attemptId },
    seq: (last?.seq ?? 0) + 1,
    particularsHash: hashOf(particulars),
    prev: last?.hash ?? beginning,
  };
  return { ...chained, particulars, hash: hashOf(chained) };
}

export type ChainVerdict =
  | { readonly intact: true }
  /** The first entry at which it does not hold, and how. */
  | { readonly intact: false; readonly seq: number; readonly fault: ChainFault };
export type ChainFault =
  /** An entry is missing, or one was put in between. */
  | 'gap'
  /** It does not follow the one before it. */
  | 'broken'
  /** It is not what its fingerprint was made of. */
  | 'changed'
  /** The same of its particulars. */
  | 'particulars_changed'
  /** It is no entry any more. */
  | 'unreadable';

/**
 * Checks entries that follow one another, oldest first. Erased particulars are no fault. Pure.
 * @param before the entry before the first; null: the first is the beginning of the log
 */
export function verifyChain(
  entries: readonly AuditEntry[],
  before: Pick<AuditEntry, 'seq' | 'hash'> | null = null,
): ChainVerdict {
  let last = before;
  for (const entry of entries) {
    const fault = faultOf(entry, last);
    if (fault !== null) return { intact: false, seq: entry.seq, fault };
    last = entry;
  }
  return { intact: true };
}

function faultOf(
  entry: AuditEntry,
  last: Pick<AuditEntry, 'seq' | 'hash'> | null,
): ChainFault | null {
  const { particulars, hash, ...chained } = entry;
  if (entry.seq !== (last?.seq ?? 0) + 1) return 'gap';
  if (entry.prev !== (last?.hash ?? beginning)) return 'broken';
  if (hashOf(chained) !== hash) return 'changed';
  if (particulars !== null && hashOf(particulars) !== entry.particularsHash) {
    return 'particulars_changed';
  }
  return null;
}

function hashOf(value: object): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * One text for one value, whatever the order of its fields: the JSON Canonicalization Scheme (RFC 8785).
 * A lone half of a character, which databases cannot keep, is taken as the mark that they put in its place.
 */
export function canonicalJson(value: object): string {
  const stored: unknown = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'string' ? inner.toWellFormed() : inner,
  );
  const text = canonicalize(stored);
  if (text === undefined) throw new Error('This has no text in JSON');
  return text;
}
