import type { FrameEvent } from '@invigil/shared-types';

/** A line of the frame-event log; a test names what it is about. */
export function frameEventWith(parts: Partial<FrameEvent> = {}): FrameEvent {
  return {
    attemptId: 'attempt-1',
    examId: 'exam-1',
    at: 1_700_000_000_000,
    kind: 'claimed',
    type: 'no_face',
    claimId: null,
    incidentId: null,
    reason: null,
    detail: {},
    ...parts,
  };
}
