import type { FrameEvent, FrameEventKind } from '@invigil/shared-types';
import type { Log } from '../../ops/index.ts';

interface Wording {
  /** By this name the step is found in the server's log. */
  readonly event: string;
  readonly message: string;
  /** Default: info. */
  readonly level?: 'debug';
}

const wordings: Readonly<Record<FrameEventKind, Wording>> = {
  claimed: { event: 'claim_accepted', message: 'Claim accepted, evidence expected' },
  suppressed: { event: 'claim_suppressed', message: 'Suppressed' },
  refused: { event: 'message_refused', message: 'Not acted upon' },
  confirmed: { event: 'claim_confirmed', message: 'Claim confirmed' },
  unproven: { event: 'claim_unproven', message: 'Claim unproven: no valid evidence came in time' },
  rejected: { event: 'claim_rejected', message: 'Claim rejected: its picture speaks against it' },
  warned: { event: 'student_warned', message: 'The student was told' },
  warning_withheld: { event: 'warning_withheld', message: 'The student was not told' },
  witnessed: { event: 'witness_picture', message: "The witness's picture of an incident" },
  // Several a second, and nothing came of most of them.
  looked: { event: 'witness_looked', message: 'The witness looked', level: 'debug' },
  contradicted: { event: 'agent_contradicted', message: 'Agent and video disagree' },
  page_event: { event: 'page_event', message: 'Page event recorded' },
  noted: { event: 'agent_noted', message: 'Something to know' },
  technical_began: { event: 'technical_began', message: 'Technical incident began' },
  technical_ended: { event: 'technical_ended', message: 'Technical incident ended' },
  reviewed: { event: 'incident_reviewed', message: 'Incident reviewed' },
  policy_changed: { event: 'policy_changed', message: 'The policy was changed' },
};

/** Writes the step into the server's own log, too, for those who look on: identifiers, no figures. */
export function tellOf(event: FrameEvent, log: Log): void {
  const { attemptId, kind, type, reason, claimId, incidentId } = event;
  const { event: name, message, level = 'info' } = wordings[kind];
  log[level](
    {
      event: name,
      attemptId,
      ...(type === null ? {} : { type }),
      ...(reason === null ? {} : { reason }),
      ...(claimId === null ? {} : { claimId }),
      ...(incidentId === null ? {} : { incidentId }),
    },
    message,
  );
}
