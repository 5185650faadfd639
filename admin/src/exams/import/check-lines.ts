import { rosterRowSchema, type RosterRow } from '@invigil/shared-types';
import { config } from '../../config.ts';
import type { ColumnRole, Mapping } from './columns.ts';
import type { CsvLine } from './read-csv.ts';

/** What is wrong with a line, so that it cannot go onto the roster as it is. */
export type LineProblemCode =
  | 'number_missing'
  | 'number_long'
  | 'number_rounded'
  | 'number_twice'
  | 'name_missing'
  | 'name_long'
  | 'email_wrong'
  | 'room_long'
  | 'room_unknown';

export interface LineProblem {
  readonly line: number;
  readonly code: LineProblemCode;
  /** What stands there. */
  readonly value: string;
  /** Of a number that is there twice: the line that has it first. */
  readonly first: number | null;
}

export interface CheckedLines {
  /** What can go onto the roster. */
  readonly good: readonly RosterRow[];
  /** In the order of the lines; a line may have several. */
  readonly problems: readonly LineProblem[];
  /** Rooms that the exam does not have, in the order in which they come. */
  readonly unknownRooms: readonly string[];
}

/**
 * Checks what a file says against what a roster may hold. Pause by pause, so that the page stays at hand.
 * @param rooms those of the exam, and those that will be added to it
 */
export async function checkLines(
  lines: readonly CsvLine[],
  mapping: Mapping,
  rooms: readonly string[],
  signal?: AbortSignal,
): Promise<CheckedLines> {
  const checker = new LineChecker(mapping, rooms);
  for (let from = 0; from < lines.length; from += config.exams.checkedAtOnce) {
    if (from > 0) await pause();
    if (signal?.aborted === true) break;
    for (const line of lines.slice(from, from + config.exams.checkedAtOnce)) checker.add(line);
  }
  return checker;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A number as it is looked for. Where letter case alone differs it is the same one. */
export const numberKey = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
const roomKey = numberKey;

class LineChecker implements CheckedLines {
  readonly good: RosterRow[] = [];
  readonly problems: LineProblem[] = [];
  readonly unknownRooms: string[] = [];
  readonly #columns: Readonly<Partial<Record<ColumnRole, number>>>;
  readonly #rooms: ReadonlyMap<string, string>;
  readonly #unknown = new Set<string>();
  readonly #lineOf = new Map<string, number>();

  constructor(mapping: Mapping, rooms: readonly string[]) {
    this.#columns = Object.fromEntries(
      mapping.flatMap((role, column) => (role === null ? [] : [[role, column]])),
    );
    this.#rooms = new Map(rooms.map((room) => [roomKey(room), room]));
  }

  add({ line, cells }: CsvLine): void {
    const before = this.problems.length;
    const refuse = (code: LineProblemCode, value: string, first: number | null = null): void => {
      this.problems.push({ line, code, value, first });
    };
    const cell = (role: ColumnRole): string => {
      const column = this.#columns[role];
      return column === undefined ? '' : (cells[column] ?? '').trim();
    };
    const { shape } = rosterRowSchema;

    const studentNumber = cell('studentNumber');
    if (studentNumber === '') refuse('number_missing', '');
    else if (isRounded(studentNumber)) refuse('number_rounded', studentNumber);
    else if (!shape.studentNumber.safeParse(studentNumber).success) {
      refuse('number_long', studentNumber);
    } else {
      const first = this.#lineOf.get(numberKey(studentNumber));
      if (first === undefined) this.#lineOf.set(numberKey(studentNumber), line);
      else refuse('number_twice', studentNumber, first);
    }

    const studentName =
      cell('studentName') ||
      [cell('lastName'), cell('firstName')].filter((part) => part !== '').join(', ');
    if (studentName === '') refuse('name_missing', '');
    else if (!shape.studentName.safeParse(studentName).success) refuse('name_long', studentName);

    const email = cell('email') || null;
    if (email !== null && !shape.email.safeParse(email).success) refuse('email_wrong', email);

    const named = cell('room') || null;
    const room = named === null ? null : this.#rooms.get(roomKey(named));
    if (named !== null && !shape.room.safeParse(named).success) refuse('room_long', named);
    else if (named !== null && room === undefined) {
      refuse('room_unknown', named);
      if (!this.#unknown.has(roomKey(named))) this.unknownRooms.push(named);
      this.#unknown.add(roomKey(named));
    }

    if (this.problems.length > before) return;
    this.good.push({ studentNumber, studentName, email, room: room ?? null });
  }
}

/** A spreadsheet that took a long number for a quantity has lost its last digits. */
const isRounded = (text: string): boolean => /^\d([.,]\d+)?E\+\d+$/i.test(text);
