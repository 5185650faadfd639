import type {
  AgentNote,
  AgentTroubleReason,
  Claim,
  ClaimOutcome,
  PageEvent,
  Report,
} from '@invigil/shared-types';

/** Whom a message is about: taken from the connection's token, never from the message. */
export interface Observed {
  readonly attemptId: string;
  readonly examId: string;
}

/** Those who make something of what agents tell. Each may throw a Refusal, which its sender is told. */
export interface AgentObserver {
  /** @param receivedAt the server's clock, milliseconds */
  reported(observed: Observed, report: Report, receivedAt: number): void;
  /** Null: the trouble is over. */
  troubled(observed: Observed, reason: AgentTroubleReason | null, now: number): Promise<void>;
  claimed(observed: Observed, claims: readonly Claim[], now: number): Promise<ClaimOutcome[]>;
  noted(observed: Observed, note: AgentNote, now: number): Promise<void>;
  pageEvent(observed: Observed, event: PageEvent, now: number): Promise<'recorded' | 'ignored'>;
}
