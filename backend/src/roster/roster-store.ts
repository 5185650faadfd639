import { idSchema, timeSchema, type Attempt } from '@invigil/shared-types';
import { z } from 'zod';

/** What is kept beside an attempt: what only admins and the student's way in need. */
export const rosterRecordSchema = z.object({
  attemptId: idSchema,
  examId: idSchema,
  /** See `sortKey`. */
  sortKey: z.string(),
  /** See `numberKey`; null for those from before there were numbers. */
  numberKey: z.string().nullable(),
  email: z.string().nullable(),
  /** Of the codes; 0 where the link was given out before codes were derived, and nobody can make it again. */
  generation: z.number().int().nonnegative(),
  codeUsedAt: timeSchema.nullable(),
  mailedAt: timeSchema.nullable(),
});
export type RosterRecord = z.infer<typeof rosterRecordSchema>;

/** A student who comes onto the roster. */
export interface NewStudent {
  readonly attempt: Attempt;
  readonly email: string | null;
  /** SHA-256 of the personal link's first code, in hexadecimal. */
  readonly codeHash: string;
}

/** What an admin sets of a student who is on it. */
export type StudentChange = Pick<Attempt, 'id' | 'studentName' | 'studentNumber' | 'room'> & {
  readonly email: string | null;
};

export interface RosterChanges {
  readonly added: readonly NewStudent[];
  readonly changed: readonly StudentChange[];
  /** Attempts to take off; whoever has begun meanwhile stays. */
  readonly removed: readonly string[];
}

/** Where a page begins: behind this line. */
export interface RosterPosition {
  readonly sortKey: string;
  readonly attemptId: string;
}

export interface RosterQuery {
  readonly examId: string;
  /** Part of the name or of the number; empty: everybody. */
  readonly search: string;
}

/** Every method rejects with a StorageError when the store cannot answer. */
export interface RosterStore {
  find(attemptId: string): Promise<RosterRecord | null>;
  /** @param numberKey see `numberKey` */
  findByNumber(examId: string, numberKey: string): Promise<RosterRecord | null>;
  /** In any order. */
  listByExam(examId: string): Promise<RosterRecord[]>;
  /** By name, from behind a position. */
  page(query: RosterQuery, after: RosterPosition | null, limit: number): Promise<RosterRecord[]>;
  count(query: RosterQuery): Promise<number>;
  /**
   * Puts students on the roster, changes and removes others, together with their attempts: all or nothing,
   * but that students who have begun meanwhile are not removed. On a database that knows no transactions
   * (a single MongoDB server) a crash in between leaves a part; the same changes again complete it.
   * @returns those who were removed; `number_taken`, and nothing is changed, where two would have one number
   */
  write(examId: string, changes: RosterChanges): Promise<{ removed: string[] } | 'number_taken'>;
  /**
   * The student's next code and link; the one-time code is unused again.
   * @returns false, and nothing is changed, where `from` is not the generation any more
   */
  renew(attemptId: string, from: number, codeHash: string): Promise<boolean>;
  /** Of any number of simultaneous uses of one code exactly one succeeds. @returns whether this one did */
  useCode(attemptId: string, generation: number, at: number): Promise<boolean>;
  /** The codes of that generation were sent. */
  mailed(attemptId: string, generation: number, at: number): Promise<void>;
  /** Forgets students; their attempts are another store's. Resolves with how many there were. */
  deleteByAttempts(attemptIds: readonly string[]): Promise<number>;
  deleteByExam(examId: string): Promise<number>;
}
