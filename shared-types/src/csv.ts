/**
 * Where spreadsheets would see a formula: at the beginning of a cell and, because not all of them mind the
 * quotes, of each of its lines; behind blanks and signs that are not seen, too, and whatever the width of the
 * sign. At the beginning of a cell also tabs and line breaks, which some of them leave out.
 */
const formulas =
  /(?<=^|[\r\n\u2028\u2029])(?=(?:(?![\r\n])[\s\p{Cf}\p{Cc}])*[=＝﹦+＋﹢\-－﹣−@＠﹫])|^(?=[\t\r\n])/gu;

/**
 * A cell of a CSV file that no spreadsheet runs: an apostrophe before whatever looks like a formula says that it
 * is text. Numbers, which are ours, stay numbers: `-5` is one.
 */
export const inertCell = <T extends string | number>(cell: T): T | string =>
  typeof cell === 'string' ? cell.replace(formulas, "'") : cell;
