import {
  isBefore,
  type RosterEntry,
  type RosterImport,
  type RosterImportReply,
  type RosterRow,
} from '@invigil/shared-types';
import { numberKey } from './check-lines.ts';
import type { Mapping } from './columns.ts';

/** What an import would do to a roster: how many students each. */
export type ImportPlan = Readonly<Record<keyof RosterImportReply, number>>;

const byNumber = (entries: readonly RosterEntry[]): Map<string, RosterEntry> =>
  new Map(
    entries.flatMap((entry) =>
      entry.studentNumber === null ? [] : [[numberKey(entry.studentNumber), entry] as const],
    ),
  );

/** Rows of a file that has no column for rooms, or for addresses, leave those that are there. */
export function withKnown(
  rows: readonly RosterRow[],
  mapping: Mapping,
  entries: readonly RosterEntry[],
): RosterRow[] {
  const there = byNumber(entries);
  return rows.map((row) => {
    const known = there.get(numberKey(row.studentNumber));
    if (known === undefined) return row;
    return {
      ...row,
      email: mapping.includes('email') ? row.email : known.email,
      room: mapping.includes('room') ? row.room : known.room,
    };
  });
}

/**
 * What would happen, told before it does. The server decides once more: somebody may begin meanwhile.
 * @param entries the whole roster as it is
 */
export function planOf(
  mode: RosterImport['mode'],
  rows: readonly RosterRow[],
  entries: readonly RosterEntry[],
): ImportPlan {
  const there = byNumber(entries);
  let [added, changed, unchanged] = [0, 0, 0];
  const named = new Set<RosterEntry>();
  for (const row of rows) {
    const entry = there.get(numberKey(row.studentNumber));
    if (entry === undefined) added += 1;
    else {
      named.add(entry);
      if (isSame(row, entry)) unchanged += 1;
      else changed += 1;
    }
  }
  const missing = mode === 'replace' ? entries.filter((entry) => !named.has(entry)) : [];
  const kept = missing.filter(({ state, held }) => held || !isBefore(state)).length;
  return { added, changed, unchanged, removed: missing.length - kept, kept };
}

const isSame = (row: RosterRow, entry: RosterEntry): boolean =>
  row.studentNumber === entry.studentNumber &&
  row.studentName === entry.studentName &&
  row.email === entry.email &&
  row.room === entry.room;
