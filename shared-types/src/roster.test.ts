import { describe, expect, it } from 'vitest';
import {
  mailRequestSchema,
  oneTimeCodeSchema,
  rosterImportSchema,
  rosterLimit,
  rosterRowSchema,
} from './roster.ts';

describe('a row', () => {
  it('has a number and a name; the rest may be missing', () => {
    expect(rosterRowSchema.parse({ studentNumber: ' A1 ', studentName: ' Vega, Luz ' })).toEqual({
      ...{ studentNumber: 'A1', studentName: 'Vega, Luz', email: null, room: null },
    });
  });

  it.each([
    { studentNumber: '' },
    { studentNumber: 'x'.repeat(61) },
    { studentName: '  ' },
    { studentName: 'x'.repeat(201) },
    { email: 'luz' },
    { email: '' },
    { room: ' ' },
  ])('is not one with %j', (parts) => {
    const row = { studentNumber: 'A1', studentName: 'Vega, Luz', ...parts };
    expect(rosterRowSchema.safeParse(row).success).toBe(false);
  });
});

it('an import has one row at least, and as many as an exam has places', () => {
  const row = { studentNumber: 'A1', studentName: 'Vega, Luz' };
  const sized = (size: number) =>
    rosterImportSchema.safeParse({ mode: 'replace', rows: Array(size).fill(row) }).success;
  expect([sized(0), sized(1), sized(rosterLimit), sized(rosterLimit + 1)]).toEqual([
    ...[false, true, true, false],
  ]);
});

it.each(['ABCD-EFGH', 'abcdefgh', ' abcd efgh ', 'a-b-c-d-e-f-g-h'])(
  '%s is the code ABCDEFGH, as people type it',
  (typed) => {
    expect(oneTimeCodeSchema.parse(typed)).toBe('ABCDEFGH');
  },
);

it.each(['ABCDEFG', 'ABCDEFGHJ', 'ABCDEFG0', 'ABCDEFG1', 'ABCDEFGI', 'ABCDEFGO', 'ABCDEFG_'])(
  '%s is no code',
  (typed) => {
    expect(oneTimeCodeSchema.safeParse(typed).success).toBe(false);
  },
);

it('mail goes to everybody unless somebody is named', () => {
  expect(mailRequestSchema.parse({})).toEqual({ attemptIds: null });
  expect(mailRequestSchema.safeParse({ attemptIds: [] }).success).toBe(false);
});
