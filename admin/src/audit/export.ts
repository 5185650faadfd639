import { inertCell, type AuditEntry } from '@invigil/shared-types';
import Papa from 'papaparse';
import { api, type AuditFilter } from '../api/index.ts';
import { config } from '../config.ts';
import { stepSentence, whoWords } from './words.ts';

/** Columns of the file, named as the server names them: they are read by programs, too. */
const rowOf = (entry: AuditEntry): Record<string, string | number> => ({
  number: entry.seq,
  at: new Date(entry.at).toISOString(),
  who: whoWords(entry.who),
  step: entry.what,
  sentence: stepSentence(entry),
  exam: entry.examId ?? '',
  attempt: entry.attemptId ?? '',
  particulars: entry.particulars === null ? '' : JSON.stringify(entry.particulars.detail),
  hash: entry.hash,
});

/**
 * Entries as a file for a spreadsheet, the first line the columns' names. No cell is taken for a formula.
 * With the mark by which spreadsheets tell that it is UTF-8.
 */
export const auditCsv = (entries: readonly AuditEntry[]): string =>
  `\uFEFF${Papa.unparse(entries.map((entry) => inert(rowOf(entry))))}\r\n`;

const inert = (row: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, inertCell(cell)]));

/**
 * Reads every entry that a filter lets through, newest first.
 * @param onRead told how many there are so far
 * @throws RequestFailure; whatever `signal` was aborted with
 */
export async function allEntries(
  filter: AuditFilter,
  onRead: (count: number) => void,
  signal: AbortSignal,
): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof api.audit>> = await api.audit(
      filter,
      after,
      config.audit.exportPage,
    );
    signal.throwIfAborted();
    all.push(...page.entries);
    onRead(all.length);
    after = page.next;
  } while (after !== null);
  return all;
}
