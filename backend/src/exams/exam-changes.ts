import { isDeepStrictEqual } from 'node:util';
import {
  auditDetailSchema,
  type AuditDetail,
  type Exam,
  type ExamSettings,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import { matchesWholeSuffix } from './pattern-width.ts';

/** What an exam's roster allows. */
export interface RosterState {
  /** Somebody has begun. */
  readonly begun: boolean;
  /** Where students sit. */
  readonly rooms: ReadonlySet<string>;
}

/** @throws Refusal `pattern_too_wide` */
export function refuseWidePatterns({
  quizPatterns,
  finishPatterns,
}: Pick<ExamSettings, 'quizPatterns' | 'finishPatterns'>): void {
  const wide = [...quizPatterns, ...finishPatterns].find(matchesWholeSuffix);
  if (wide !== undefined) throw new Refusal('pattern_too_wide', wide);
}

/**
 * Whether settings may be replaced by others while the exam stands as it does. What stays as it is may
 * always stay: the contact of an exam that is over can be set right.
 *
 * @param now milliseconds since the epoch
 * @throws Refusal `exam_locked` where students who have begun would be shut out: the opening put off, the
 * close moved into the past; `exam_window_past` where the close is moved into the past otherwise;
 * `pattern_too_wide`; `room_unknown` where students sit in a room that would be gone
 */
export function refuseImpossible(
  before: ExamSettings,
  after: ExamSettings,
  { begun, rooms }: RosterState,
  now: number,
): void {
  if (begun && after.opensAt > before.opensAt) throw new Refusal('exam_locked', 'opensAt');
  if (after.closesAt !== before.closesAt && after.closesAt <= now) {
    throw begun ? new Refusal('exam_locked', 'closesAt') : new Refusal('exam_window_past');
  }
  refuseWidePatterns(after);
  const gone = before.rooms.find((room) => !after.rooms.includes(room) && rooms.has(room));
  if (gone !== undefined) throw new Refusal('room_unknown', `${gone}: students sit in it`);
}

/** What settings change of an exam, for the audit log: each as it was and as it is. */
export function changesOf(before: Exam, after: ExamSettings): AuditDetail {
  const old: Readonly<Record<string, unknown>> = before;
  const changed = Object.entries(after).flatMap(([name, value]) =>
    isDeepStrictEqual(value, old[name]) ? [] : [[name, { before: old[name], after: value }]],
  );
  return auditDetailSchema.parse(Object.fromEntries(changed));
}
