import { randomBytes } from 'node:crypto';
import {
  isBefore,
  rosterLimit,
  type Attempt,
  type RosterImportReply,
  type RosterRow,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import { numberKey } from './keys.ts';
import type { RosterRecord, StudentChange } from './roster-store.ts';

/** A student who is on the roster. */
export interface RosterStudent {
  readonly attempt: Attempt;
  readonly record: RosterRecord;
}

/** The exam as far as a roster goes by it, and whose records are held. */
export interface RosterRules {
  readonly rooms: readonly string[];
  readonly held: ReadonlySet<string>;
}

export interface ImportPlan {
  readonly added: RosterRow[];
  readonly changed: StudentChange[];
  readonly unchanged: number;
  /** Attempts to take off. */
  readonly removed: Attempt[];
  readonly kept: RosterImportReply['kept'];
}

/**
 * What an import comes to. Pure.
 * @throws Refusal `roster_duplicate`, `room_unknown` with the numbers of the rows, from 1; `roster_full`
 */
export function planImport(
  mode: 'update' | 'replace',
  rows: readonly RosterRow[],
  students: readonly RosterStudent[],
  { rooms, held }: RosterRules,
): ImportPlan {
  refuseDuplicates(rows);
  rows.forEach((row, index) => refuseUnknownRoom(row, rooms, `row ${index + 1}`));
  const byNumber = new Map(
    students.flatMap((student) => {
      const key = student.record.numberKey;
      return key === null ? [] : [[key, student] as const];
    }),
  );
  const added: RosterRow[] = [];
  const changed: StudentChange[] = [];
  for (const row of rows) {
    const key = numberKey(row.studentNumber);
    const known = byNumber.get(key);
    byNumber.delete(key);
    if (known === undefined) added.push(row);
    else if (!saysTheSame(known, row)) changed.push(changeTo(known.attempt.id, row));
  }
  const unchanged = rows.length - added.length - changed.length;
  if (students.length + added.length > rosterLimit && mode === 'update') {
    throw new Refusal('roster_full');
  }
  if (mode === 'update') return { added, changed, unchanged, removed: [], kept: [] };
  const named = new Set(rows.map((row) => numberKey(row.studentNumber)));
  const missing = students.filter(
    ({ record }) => record.numberKey === null || !named.has(record.numberKey),
  );
  const staying = missing.flatMap(({ attempt }) => {
    const why = whyKept(attempt, held);
    return why === null ? [] : [{ attempt, why }];
  });
  if (rows.length + staying.length > rosterLimit) throw new Refusal('roster_full');
  const stayingIds = new Set(staying.map(({ attempt }) => attempt.id));
  return {
    ...{ added, changed, unchanged },
    removed: missing.flatMap(({ attempt }) => (stayingIds.has(attempt.id) ? [] : [attempt])),
    kept: staying.map(({ attempt, why }) => ({ studentNumber: attempt.studentNumber, why })),
  };
}

/** Why a student cannot be taken off the roster; null where they can. */
export function whyKept(attempt: Attempt, held: ReadonlySet<string>): 'begun' | 'held' | null {
  if (held.has(attempt.id)) return 'held';
  return isBefore(attempt.state) && attempt.firstJoinedAt === null ? null : 'begun';
}

/** @throws Refusal `room_unknown` */
export function refuseUnknownRoom(
  { room }: Pick<RosterRow, 'room'>,
  rooms: readonly string[],
  where?: string,
): void {
  if (room === null || rooms.includes(room)) return;
  throw new Refusal('room_unknown', where === undefined ? room : `${where}: ${room}`);
}

export function saysTheSame({ attempt, record }: RosterStudent, row: RosterRow): boolean {
  return (
    attempt.studentNumber === row.studentNumber &&
    attempt.studentName === row.studentName &&
    attempt.room === row.room &&
    record.email === row.email
  );
}

export const changeTo = (id: string, row: RosterRow): StudentChange => ({ id, ...row });

/** The attempt of a student who comes onto the roster. */
export const newAttempt = (
  examId: string,
  { studentName, studentNumber, room }: Omit<RosterRow, 'email'>,
): Attempt => ({
  id: randomBytes(12).toString('base64url'),
  ...{ examId, studentName, studentNumber, room },
  state: 'invited',
  consent: null,
  firstJoinedAt: null,
  endedAt: null,
  outcome: null,
  pausedAt: null,
  extraTimeMs: 0,
  admittedAt: null,
  systemCheck: null,
});

function refuseDuplicates(rows: readonly RosterRow[]): void {
  const first = new Map<string, number>();
  rows.forEach(({ studentNumber }, index) => {
    const key = numberKey(studentNumber);
    const earlier = first.get(key);
    if (earlier !== undefined) {
      throw new Refusal('roster_duplicate', `rows ${earlier} and ${index + 1}`);
    }
    first.set(key, index + 1);
  });
}
