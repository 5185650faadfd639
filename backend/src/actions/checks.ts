import { isDeepStrictEqual } from 'node:util';
import {
  isActionPossible,
  longestDurationMs,
  type Action,
  type Actor,
  type Attempt,
  type StaffAction,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import type { Standing } from './standing.ts';

/** @throws Refusal `action_not_possible` with the attempt as it stands */
export function mustBePossible(
  content: StaffAction,
  attempt: Attempt,
  { onBreak, pausedByStaff }: Standing,
): void {
  const onlyOnBreak = onBreak !== null && !pausedByStaff;
  if (!isActionPossible(content.kind, attempt, onlyOnBreak)) {
    throw new Refusal('action_not_possible');
  }
  if (content.kind === 'extend' && attempt.extraTimeMs + content.extraMs > longestDurationMs) {
    throw new Refusal('action_not_possible', 'it has as much extra time as it may have');
  }
}

/**
 * Whoever sends an identifier again means the action that has it.
 * @throws Refusal `invalid_message` where it is somebody else's, or says something else
 */
export function mustBeTheSame(
  known: Action,
  by: Actor,
  again: Pick<Action, 'attemptId' | 'examId' | 'content'>,
): void {
  const same =
    personOf(known.by) === personOf(by) &&
    known.attemptId === again.attemptId &&
    known.examId === again.examId &&
    isDeepStrictEqual(known.content, again.content);
  if (!same) throw new Refusal('invalid_message', 'another action has this identifier');
}

/** Of an attempt there is one student. */
const personOf = (actor: Actor): string | null => (actor.kind === 'staff' ? actor.staffId : null);
