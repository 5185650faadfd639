import type { Action, Actor } from '@invigil/shared-types';
import { examForTest } from './tiles.ts';

/** Another invigilator than the one whose wall a test opens. */
export const ana: Actor = { kind: 'staff', staffId: 'ana', name: 'Ana' };
/** The one whose wall it is: see `FakeLink.watchers`. */
export const ina: Actor = { kind: 'staff', staffId: 'staff-1', name: 'Ina' };

/** A warning by another invigilator, on its way. */
export function actionFor(id: string, changes: Partial<Action> = {}): Action {
  return {
    id,
    examId: examForTest.id,
    attemptId: 'a',
    at: 5_000,
    by: ana,
    content: { kind: 'warn', text: 'Please look at your screen.' },
    progress: { state: 'sent' },
    ...changes,
  };
}

/** Something the student wrote that nobody has opened. */
export function studentMessageFor(id: string, changes: Partial<Action> = {}): Action {
  return actionFor(id, {
    by: { kind: 'student' },
    content: { kind: 'student_message', text: 'My screen is black.' },
    ...changes,
  });
}

/** A break that the student takes. */
export function breakFor(id: string, changes: Partial<Action> = {}): Action {
  return actionFor(id, {
    by: { kind: 'student' },
    content: { kind: 'break_begin', leftMs: 600_000 },
    ...changes,
  });
}

/** A call for a second pair of eyes by another invigilator. */
export function callFor(id: string, changes: Partial<Action> = {}): Action {
  return actionFor(id, {
    content: { kind: 'second_look', reason: 'Is this the right student?' },
    ...changes,
  });
}
