import { inertCell } from '@invigil/shared-types';
import papaparse from 'papaparse';

/** Without it spreadsheets take UTF-8 for something else. */
const byteOrderMark = '\uFEFF';

/** A table as spreadsheets read it: UTF-8 with a byte order mark, and nothing in it that they would run. */
export function csvFile<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string | number>>[],
): string {
  const data = rows.map((row) => columns.map((column) => inertCell(row[column])));
  // The head is a row like others: of no rows papaparse would leave it out.
  return `${byteOrderMark}${papaparse.unparse([[...columns], ...data], { newline: '\r\n' })}\r\n`;
}
