import { describe, expect, it } from 'vitest';
import { entryFor } from '../testing/entries.ts';
import { checkLines } from './check-lines.ts';
import { isComplete, layoutOf, withRole, type Mapping } from './columns.ts';
import { planOf, withKnown } from './import-plan.ts';
import { readCsv } from './read-csv.ts';

const fileOf = (content: BlobPart, name = 'roster.csv') => new File([content], name);
const cellsOf = async (content: BlobPart) =>
  (await readCsv(fileOf(content))).lines.map(({ cells }) => cells);

describe('a roster file', () => {
  it.each([
    ['commas', 'Number,Name\n1,"Vega, Luz"\n'],
    ['semicolons', 'Number;Name\r\n1;Vega, Luz\r\n'],
    ['tabs', 'Number\tName\n1\tVega, Luz'],
    ['a byte order mark', '\ufeffNumber;Name\n1;Vega, Luz\n'],
    ['a line that names the separator', 'sep=;\r\nNumber;Name\r\n1;Vega, Luz\r\n'],
  ])('with %s is read', async (_case, content) => {
    await expect(cellsOf(content)).resolves.toEqual([
      ['Number', 'Name'],
      ['1', 'Vega, Luz'],
    ]);
  });

  it('is read in the encodings that spreadsheets write', async () => {
    const utf16 = Uint8Array.from(
      [...'\ufeffNr\tÑúñez'].flatMap((letter) => {
        const code = letter.codePointAt(0) ?? 0;
        return [code & 0xff, code >> 8];
      }),
    );
    await expect(readCsv(fileOf(utf16))).resolves.toMatchObject({
      encoding: 'utf-16',
      lines: [{ cells: ['Nr', 'Ñúñez'] }],
    });
    const latin = Uint8Array.from([...'Nr;Ñúñez'].map((letter) => letter.charCodeAt(0)));
    await expect(readCsv(fileOf(latin))).resolves.toMatchObject({
      encoding: 'windows-1252',
      lines: [{ cells: ['Nr', 'Ñúñez'] }],
    });
  });

  it('counts lines as an editor does', async () => {
    const { lines } = await readCsv(fileOf('a,b\n"two\nlines",x\n\n,\ny,z\n'));
    expect(lines.map(({ line }) => line)).toEqual([1, 2, 6]);
    const named = await readCsv(fileOf('sep=,\na,b\n'));
    expect(named.lines.map(({ line }) => line)).toEqual([2]);
  });

  it.each([
    ['workbook', 'PK\u0003\u0004'],
    ['not_text', 'a,b\n\0\0'],
    ['empty', ' \n\n'],
    ['empty', ''],
    ['too_large', new Uint8Array(20_000_001)],
  ])('is refused: %s', async (problem, content) => {
    await expect(readCsv(fileOf(content))).rejects.toMatchObject({ problem });
  });

  it('of 20,000 lines comes in pieces', async () => {
    const content = Array.from({ length: 20_000 }, (_, i) => `S-${i};Student ${i};s${i}@x.edu;A`);
    const { lines } = await readCsv(fileOf(content.join('\n')));
    expect(lines).toHaveLength(20_000);
    expect(lines.at(-1)).toEqual({
      line: 20_000,
      cells: ['S-19999', 'Student 19999', 's19999@x.edu', 'A'],
    });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const { mapping } = layoutOf(lines.slice(0, 5).map(({ cells }) => cells));
    const checked = await checkLines(lines, withRole(mapping, 3, 'room'), ['A']);
    clearInterval(timer);
    expect(checked.good).toHaveLength(20_000);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('the columns', () => {
  it.each<[string, string[], Mapping]>([
    [
      'English',
      ['Student ID', 'Full name', 'E-mail', 'Room'],
      ['studentNumber', 'studentName', 'email', 'room'],
    ],
    [
      'Moodle',
      ['First name', 'Last name', 'ID number', 'Email address'],
      ['firstName', 'lastName', 'studentNumber', 'email'],
    ],
    [
      'German',
      ['Name', 'Vorname', 'Matrikelnummer', 'Hörsaal'],
      ['lastName', 'firstName', 'studentNumber', 'room'],
    ],
    [
      'Spanish',
      ['Nombre', 'Apellidos', 'Nº', 'Matrícula', 'Correo electrónico', 'Aula'],
      ['firstName', 'lastName', null, 'studentNumber', 'email', 'room'],
    ],
    [
      'French',
      ["NUMÉRO D'ÉTUDIANT", 'Nom', 'Prénom', 'Courriel', 'Salle'],
      ['studentNumber', 'lastName', 'firstName', 'email', 'room'],
    ],
    [
      'Arabic',
      ['الرقم الجامعي', 'الإسم', 'البريد الالكتروني', 'القاعة'],
      ['studentNumber', 'studentName', 'email', 'room'],
    ],
    [
      'another order, more columns',
      ['Group', 'name', 'no.', 'name'],
      [null, 'studentName', 'studentNumber', null],
    ],
  ])('are known by their names: %s', (_case, header, mapping) => {
    expect(layoutOf([header, header.map(() => '7')])).toEqual({ headed: true, mapping });
  });

  it('without names are known by what is in them', () => {
    const rows = [
      ['Vega, Luz', 'luz@x.edu', '20261', 'A'],
      ['Okafor, Ada', '', '20262', 'B'],
      ['Ruiz, M.', 'mr@x.edu', '20263', ''],
    ];
    expect(layoutOf(rows)).toEqual({
      headed: false,
      mapping: ['studentName', 'email', 'studentNumber', null],
    });
  });

  it('are each what no other one is', () => {
    const mapping: Mapping = ['studentNumber', 'studentName', null];
    expect(withRole(mapping, 2, 'studentNumber')).toEqual([null, 'studentName', 'studentNumber']);
    expect(withRole(mapping, 1, null)).toEqual(['studentNumber', null, null]);
    expect(isComplete(mapping)).toBe(true);
    expect(isComplete(['studentNumber', 'email'])).toBe(false);
    expect(isComplete(['studentNumber', 'lastName'])).toBe(true);
  });
});

describe('the lines of a file', () => {
  const mapping: Mapping = ['studentNumber', 'studentName', 'email', 'room'];
  const check = (rows: string[][], rooms = ['Hall A']) =>
    checkLines(
      rows.map((cells, index) => ({ line: index + 2, cells })),
      mapping,
      rooms,
    );

  it('that are right become rows, with rooms as the exam writes them', async () => {
    const { good, problems } = await check([
      ['S-1', 'Vega, Luz', 'luz@x.edu', 'hall a'],
      ['S-2', '=cmd|x', '', ''],
    ]);
    expect(problems).toEqual([]);
    expect(good).toEqual([
      { studentNumber: 'S-1', studentName: 'Vega, Luz', email: 'luz@x.edu', room: 'Hall A' },
      { studentNumber: 'S-2', studentName: '=cmd|x', email: null, room: null },
    ]);
  });

  it('that are wrong say why, with their number', async () => {
    const { good, problems, unknownRooms } = await check([
      ['', 'Vega', '', ''],
      ['S-1', '', 'no address', 'Hall B'],
      ['S-2', 'x'.repeat(201), '', 'hall b'],
      ['s-2', 'Ruiz', '', 'Hall A'],
      ['1.23457E+11', 'Sato', '', ''],
      ['9'.repeat(61), 'Sato'],
      ['S-3', 'Diaz', '', 'r'.repeat(101)],
      ['S-1', 'Okafor'],
    ]);
    expect(good).toEqual([]);
    expect(problems.map(({ line, code, first }) => [line, code, first])).toEqual([
      [2, 'number_missing', null],
      [3, 'name_missing', null],
      [3, 'email_wrong', null],
      [3, 'room_unknown', null],
      [4, 'name_long', null],
      [4, 'room_unknown', null],
      [5, 'number_twice', 4],
      [6, 'number_rounded', null],
      [7, 'number_long', null],
      [8, 'room_long', null],
      [9, 'number_twice', 3],
    ]);
    expect(unknownRooms).toEqual(['Hall B']);
  });

  it('take a name from its halves', async () => {
    const { good } = await checkLines(
      [
        { line: 1, cells: ['1', 'Luz', 'Vega'] },
        { line: 2, cells: ['2', '', 'Sukarno'] },
      ],
      ['studentNumber', 'firstName', 'lastName'],
      [],
    );
    expect(good.map(({ studentName }) => studentName)).toEqual(['Vega, Luz', 'Sukarno']);
  });
});

describe('what an import would do', () => {
  const row = (studentNumber: string, room: string | null = null) => ({
    studentNumber,
    studentName: `Student ${studentNumber}`,
    email: null,
    room,
  });
  const entries = [
    entryFor('1'),
    entryFor('2'),
    entryFor('3', { state: 'in_progress' }),
    entryFor('4', { held: true }),
    entryFor('5'),
    entryFor('6', { studentNumber: null }),
  ];

  it('to the roster is counted', () => {
    const rows = [row('1'), row('2', 'A'), row('7')];
    expect(planOf('update', rows, entries)).toEqual({
      added: 1,
      changed: 1,
      unchanged: 1,
      removed: 0,
      kept: 0,
    });
    expect(planOf('replace', rows, entries)).toEqual({
      added: 1,
      changed: 1,
      unchanged: 1,
      removed: 2,
      kept: 2,
    });
  });

  it('leaves what the file has no column for', () => {
    const known = [entryFor('S-1', { email: 'a@x.edu', room: 'A' })];
    const rows = [row('s-1', 'B'), row('2', 'B')];
    expect(withKnown(rows, ['studentNumber', 'studentName', 'room'], known)).toEqual([
      { ...row('s-1', 'B'), email: 'a@x.edu' },
      row('2', 'B'),
    ]);
    expect(withKnown(rows, ['studentNumber', 'studentName', 'email'], known)[0]).toMatchObject({
      email: null,
      room: 'A',
    });
  });
});
