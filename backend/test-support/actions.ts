import { randomUUID } from 'node:crypto';
import type { Action } from '@invigil/shared-types';

/** Who invigilates in tests. */
export const ida = { kind: 'staff', staffId: 'staff-1', name: 'ida' } as const;
export const noor = { kind: 'staff', staffId: 'staff-2', name: 'noor' } as const;

/** An action as any attempt may have it; a test names what it is about. */
export function actionWith(parts: Partial<Action> = {}): Action {
  return {
    id: randomUUID(),
    examId: 'exam-1',
    attemptId: 'attempt-1',
    at: 1_700_000_000_000,
    by: ida,
    content: { kind: 'message', text: 'Please keep your face in the picture.' },
    progress: { state: 'sent' },
    ...parts,
  };
}
