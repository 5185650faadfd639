import { auditPageLimit, type AuditEntry } from '@invigil/shared-types';
import { z } from 'zod';
import { StorageError } from '../storage/index.ts';
import type { AuditStore } from './audit-store.ts';
import { verifyChain, type ChainFault } from './chain.ts';

export interface ChainReport {
  /** How many entries were looked at: all of them where none is broken. */
  readonly entries: number;
  /** The first entry at which the chain does not hold, and how; null where it does. */
  readonly broken: { readonly seq: number; readonly fault: ChainFault } | null;
  /** The fingerprint of the newest entry; null where there is none, or the chain does not hold. */
  readonly newest: string | null;
}

/** Checks the whole log, a page at a time. Rejects with a StorageError where it cannot be read. */
export async function walkChain(
  store: Pick<AuditStore, 'list'>,
  pageSize: number = auditPageLimit,
): Promise<ChainReport> {
  let last: AuditEntry | null = null;
  let entries = 0;
  for (;;) {
    const page = await readable(store, last?.seq ?? 0, pageSize);
    const verdict = verifyChain(page.entries, last);
    if (!verdict.intact) {
      const { seq, fault } = verdict;
      return {
        entries: entries + page.entries.findIndex((entry) => entry.seq === seq) + 1,
        broken: { seq, fault },
        newest: null,
      };
    }
    entries += page.entries.length;
    last = page.entries.at(-1) ?? last;
    if (page.thenUnreadable) {
      const seq = (last?.seq ?? 0) + 1;
      return { entries: entries + 1, broken: { seq, fault: 'unreadable' }, newest: null };
    }
    if (page.entries.length < pageSize)
      return { entries, broken: null, newest: last?.hash ?? null };
  }
}

/** A page, as far as it can be read: somebody may have made of an entry what is none. */
async function readable(
  store: Pick<AuditStore, 'list'>,
  after: number,
  pageSize: number,
): Promise<{ entries: AuditEntry[]; thenUnreadable: boolean }> {
  try {
    return { entries: await store.list(after, pageSize), thenUnreadable: false };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    if (pageSize === 1) return { entries: [], thenUnreadable: true };
  }
  const half = Math.floor(pageSize / 2);
  const first = await readable(store, after, half);
  if (first.thenUnreadable) return first;
  const rest = await readable(store, first.entries.at(-1)?.seq ?? after, pageSize - half);
  return { ...rest, entries: [...first.entries, ...rest.entries] };
}

/** What is stored is no entry, unlike where the store does not answer. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof StorageError &&
  (error.cause instanceof z.ZodError || error.cause instanceof SyntaxError);

/** What is wrong with the entry at which the chain does not hold, for people. @param report of a broken one */
export function faultWords({ entries, broken }: ChainReport): string {
  if (broken === null) return 'The chain is whole';
  const { seq, fault } = broken;
  const entry = `Entry no. ${seq}`;
  switch (fault) {
    case 'gap': {
      // Those before it were all there.
      const first = entries;
      const last = seq - 1;
      return first === last
        ? `Entry no. ${first} is missing`
        : `Entries no. ${first} to ${last} are missing`;
    }
    case 'broken':
      return `${entry} does not follow the one before it: one of them was put in or made anew`;
    case 'changed':
      return `${entry} was changed`;
    case 'particulars_changed':
      return `${entry}: its particulars were changed`;
    case 'unreadable':
      return `${entry} is no entry any more: it was changed`;
  }
}
