import type {
  ActionProgress,
  AgentNote,
  AgentTroubleReason,
  Attempt,
  Claim,
  ClaimOutcome,
  PageEvent,
  Report,
  Sitting,
  StudentAction,
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

/** What invigilators do about students, and what students say to them. Each may throw a Refusal. */
export interface AgentActions {
  sittingOf(attempt: Attempt): Promise<Sitting>;
  studentBreak(observed: Observed, event: 'begin' | 'end', now: number): Promise<Sitting>;
  /** What a student was told and has not acknowledged yet, oldest first. */
  openFor(attemptId: string): StudentAction[];
  /** Which of a student's messages were opened, and when first. */
  messagesSeen(attemptId: string): Promise<readonly { messageId: string; seenAt: number }[]>;
  studentProgress(
    observed: Observed,
    actionId: string,
    event: ActionProgress,
    now: number,
  ): Promise<unknown>;
  studentWrote(
    observed: Observed,
    message: { readonly messageId: string; readonly text: string },
    now: number,
  ): Promise<unknown>;
}
