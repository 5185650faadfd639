import { Schema } from 'mongoose';
import type { Model } from 'mongoose';
import { schemaOptions } from '../storage/index.ts';
import { nameKey, numberKey, sortKey } from './keys.ts';
import type { NewStudent, RosterRecord } from './roster-store.ts';

/** The attempt's id is the `_id`. */
export type RosterDocument = Omit<RosterRecord, 'attemptId'> & {
  _id: string;
  nameKey: string;
  /** Of exam and number; whoever has no number does not have the field. */
  numberOfExam?: string;
};
export type RosterModel = Model<RosterDocument>;

export const rosterDocuments = new Schema<RosterDocument>(
  { _id: String, examId: String, sortKey: String, numberOfExam: String, generation: Number },
  schemaOptions,
)
  .index({ examId: 1, sortKey: 1, _id: 1 })
  .index({ numberOfExam: 1 }, { unique: true, sparse: true });

/** Of a student who comes onto the roster. */
export function documentOf({ attempt, email }: NewStudent): RosterDocument {
  return {
    _id: attempt.id,
    examId: attempt.examId,
    ...keysOf(attempt.studentName),
    numberKey: null,
    ...(attempt.studentNumber === null ? {} : numberKeysOf(attempt.examId, attempt.studentNumber)),
    email,
    generation: 1,
    codeUsedAt: null,
    mailedAt: null,
  };
}

export const keysOf = (studentName: string) => ({
  nameKey: nameKey(studentName),
  sortKey: sortKey(studentName),
});

export const numberKeysOf = (examId: string, studentNumber: string) => {
  const key = numberKey(studentNumber);
  return { numberKey: key, numberOfExam: numberOfExam(examId, key) };
};

/** What no two students have. An exam's id has no space. */
export const numberOfExam = (examId: string, key: string): string => `${examId} ${key}`;
