import type { FrameEvent, FrameEventKind } from '@invigil/shared-types';

/** Whom a line is about. */
type About = Pick<FrameEvent, 'attemptId' | 'examId'>;
type Particulars = Omit<FrameEvent, 'attemptId' | 'examId' | 'at' | 'kind'>;

/** One line of the frame-event log; what is not said is null. */
export function logLine(
  { attemptId, examId }: About,
  at: number,
  kind: FrameEventKind,
  particulars: Partial<Particulars> = {},
): FrameEvent {
  return {
    attemptId,
    examId,
    at,
    kind,
    type: null,
    claimId: null,
    incidentId: null,
    reason: null,
    detail: {},
    ...particulars,
  };
}
