import { isPassed, type Accommodation, type RosterEntry } from '@invigil/shared-types';
import { z } from 'zod';
import { cursorOf } from '../ops/index.ts';
import type { RosterStudent } from './roster-plan.ts';
import type { RosterPosition } from './roster-store.ts';

/** One line of the roster, as admins see it. */
export function entryOf(
  { attempt, record }: RosterStudent,
  accommodation: Accommodation | null,
  held: boolean,
): RosterEntry {
  const { systemCheck } = attempt;
  return {
    attemptId: attempt.id,
    studentNumber: attempt.studentNumber,
    studentName: attempt.studentName,
    email: record.email,
    room: attempt.room,
    state: attempt.state,
    outcome: attempt.outcome,
    extraTimeMs: attempt.extraTimeMs,
    accommodation,
    check:
      systemCheck === null
        ? null
        : {
            at: systemCheck.at,
            passed: isPassed(systemCheck),
            failed: systemCheck.lines.flatMap(({ name, outcome }) =>
              outcome === 'failed' ? [name] : [],
            ),
          },
    access: { codeUsedAt: record.codeUsedAt, mailedAt: record.mailedAt },
    held,
  };
}

/** Of pages of a roster. */
export const rosterCursor = cursorOf<RosterPosition>(
  z.object({ sortKey: z.string(), attemptId: z.string() }),
);
