import Table from 'cli-table3';

export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** For a terminal. */
export function printed({ head, rows }: Rows): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

/** As Prettier would have it, so that writing the page again changes its figures alone. */
export function markdown({ head, rows }: Rows): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = widths.map(
    (width, column) => `${'-'.repeat(column === 0 ? width : width - 1)}${column === 0 ? '' : ':'}`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** The value below which this share of the values lies. Null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
