/** A student's number as it is looked for: unique in an exam, whatever its case. */
export const numberKey = (studentNumber: string): string =>
  studentNumber.normalize('NFKC').trim().toLowerCase();

/** A name as it is looked for: without case and accents. */
export const nameKey = (studentName: string): string =>
  studentName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .trim()
    .toLowerCase();

/** Characters of a name that count for its place on the roster: a cursor has to hold them. */
const sortedBy = 40;

/** A name as it is sorted. Namesakes, and those with a long common beginning, go by their attempt's id. */
export const sortKey = (studentName: string): string =>
  [...nameKey(studentName)].slice(0, sortedBy).join('');
