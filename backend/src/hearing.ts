import type {
  AgentNote,
  AgentTroubleReason,
  Attempt,
  AttemptEvent,
  Claim,
  ClaimOutcome,
  PageEvent,
  Report,
} from '@invigil/shared-types';
import type { ClockSkew, LiveTracker } from './attempts/index.ts';
import type { Config } from './config.ts';
import type { AgentObserver, Observed } from './live/index.ts';
import { Refusal } from './ops/index.ts';
import {
  AgentSilence,
  logLine,
  type EventSink,
  type NoteDesk,
  type PageEventDesk,
  type Referee,
  type TechnicalDesk,
} from './referee/index.ts';
import type { Witness } from './witness/index.ts';

export interface HearingPorts {
  readonly config: Config;
  readonly tracker: LiveTracker;
  readonly skew: ClockSkew;
  readonly referee: Referee;
  readonly pageEvents: PageEventDesk;
  readonly technical: TechnicalDesk;
  readonly notes: NoteDesk;
  readonly witness: Witness;
  /** The attempts' logs. */
  readonly events: EventSink;
  /** Whether an attempt was paused at that moment of the server's clock: then nothing is judged. */
  readonly wasPaused: (attemptId: string, at: number) => boolean;
  /** For work that nobody waits for: its failure is logged. */
  readonly unattended: (work: Promise<unknown>, context: object, message: string) => void;
}

/**
 * What agents say, and what becomes known of their being here: each goes to whoever makes something of
 * it. Part of the composition root.
 */
export class Hearing implements AgentObserver {
  readonly #ports: HearingPorts;
  readonly #silence: AgentSilence;
  /** What those who are here say is technically wrong at their end. */
  readonly #told = new Map<string, AgentTroubleReason>();

  constructor(ports: HearingPorts) {
    this.#ports = ports;
    const { config, technical, unattended } = ports;
    this.#silence = new AgentSilence({
      silentAfterMs: config.live.agentSilentMs,
      wasPaused: (attemptId, at) => ports.wasPaused(attemptId, at),
      onSilent: (claimant, since, now) => {
        this.#show(claimant, 'agent_silent', now);
        unattended(
          technical.began(claimant, 'agent_silent', 'agent_silent', now, since),
          claimant,
          'The silence of an agent could not be recorded',
        );
      },
      onHeard: (claimant, now) => {
        this.#show(claimant, this.#told.get(claimant.attemptId) ?? null, now);
        unattended(
          technical.ended(claimant.attemptId, 'agent_silent', now),
          claimant,
          'The end of a silence could not be recorded',
        );
      },
    });
  }

  reported(observed: Observed, report: Report, receivedAt: number): void {
    const { config, tracker, skew, witness } = this.#ports;
    const { attemptId, examId } = observed;
    skew.heard(attemptId, report.sentAt, receivedAt);
    const capturedAt = skew.serverTime(attemptId, report.capturedAt, receivedAt);
    if (capturedAt > receivedAt + config.referee.clockToleranceMs) {
      throw new Refusal('implausible_time');
    }
    this.#silence.reported(attemptId, receivedAt);
    const { faces, luma, difference } = report.signals;
    witness.reported(attemptId, { capturedAt, faces, luma, difference }, receivedAt);
    if (!config.live.traceLatency) return;
    tracker.apply(examId, {
      attemptId,
      trace: {
        capturedAt,
        analysedAt: report.analysedAt,
        sentAt: report.sentAt,
        receivedAt,
        decidedAt: Date.now(),
        emittedAt: 0,
      },
    });
  }

  async troubled(
    observed: Observed,
    reason: AgentTroubleReason | null,
    now: number,
  ): Promise<void> {
    const { technical, witness } = this.#ports;
    if (reason === null) this.#told.delete(observed.attemptId);
    else this.#told.set(observed.attemptId, reason);
    this.#silence.told(observed.attemptId, reason, now);
    witness.troubled(observed.attemptId, reason !== null);
    this.#show(observed, reason, now);
    await technical.told(observed, reason, now);
  }

  async claimed(
    observed: Observed,
    claims: readonly Claim[],
    now: number,
  ): Promise<ClaimOutcome[]> {
    const { referee, witness } = this.#ports;
    const judged = claims.filter(({ capturedAt }) => !this.#wasPaused(observed, capturedAt, now));
    for (const { type } of judged) witness.claimed(observed.attemptId, type, now);
    const outcomes = judged.length === 0 ? [] : await referee.take(observed, judged, now);
    if (judged.length === claims.length) return outcomes;
    const byClaim = new Map(outcomes.map((outcome) => [outcome.claimId, outcome]));
    return claims.map(
      (claim) => byClaim.get(claim.claimId) ?? this.#suppress(observed, claim, now),
    );
  }

  async pageEvent(
    observed: Observed,
    event: PageEvent,
    now: number,
  ): Promise<'recorded' | 'ignored'> {
    if (!this.#wasPaused(observed, event.startedAt, now)) {
      return this.#ports.pageEvents.take(observed, event, now);
    }
    const { eventId: claimId, type } = event;
    this.#ports.events.write(
      logLine(observed, now, 'suppressed', { type, claimId, reason: 'paused' }),
    );
    return 'ignored';
  }

  noted(observed: Observed, note: AgentNote, now: number): Promise<void> {
    return this.#ports.notes.take(observed, note, now);
  }

  /** A student's video begins or ends. */
  streaming(examId: string, attemptId: string, streaming: boolean): void {
    const { tracker, witness } = this.#ports;
    tracker.apply(examId, { attemptId, streaming });
    const paused = tracker.tile(examId, attemptId)?.pausedAt ?? null;
    witness.streaming({ examId, attemptId }, streaming && paused === null);
  }

  /** An attempt was paused or resumed: while it is paused the witness does not look at it. */
  sitting({ id: attemptId, examId, pausedAt }: Attempt): void {
    const { tracker, witness } = this.#ports;
    const streaming = tracker.tile(examId, attemptId)?.streaming ?? false;
    witness.streaming({ examId, attemptId }, streaming && pausedAt === null);
  }

  /** An attempt has moved through its lifecycle. */
  moved({ id: attemptId, examId }: Attempt, event: AttemptEvent, now: number): void {
    const { config, tracker, skew, technical, pageEvents, witness, unattended } = this.#ports;
    const observed = { attemptId, examId };
    const graceMs = config.live.reconnectGraceMs;
    const recording = 'What ended with a connection could not be recorded';
    switch (event) {
      case 'join':
        skew.forget(attemptId);
        witness.arrived(attemptId, now);
        this.#silence.watch(observed, now);
        unattended(technical.cameBack(attemptId, now), observed, recording);
        break;
      case 'connection_lost':
        this.#silence.unwatch(attemptId);
        unattended(
          // Both at once: the desk keeps their order, and nothing that follows can come between.
          Promise.all([
            technical.endAllButGap(attemptId, now),
            technical.began(observed, 'network_lost', null, now),
          ]),
          observed,
          recording,
        );
        break;
      case 'leave':
      case 'grace_over':
      case 'submit':
      case 'end':
      case 'expire':
        this.#silence.unwatch(attemptId);
        skew.forget(attemptId);
        this.#told.delete(attemptId);
        witness.left(observed);
        tracker.apply(examId, { attemptId, stillAt: null });
        unattended(
          Promise.all([
            this.#gap(observed, event, now),
            // Nobody knows what the student did after the connection was lost.
            pageEvents.end(attemptId, event === 'grace_over' ? now - graceMs : now),
          ]),
          observed,
          recording,
        );
        break;
      case 'consent':
      case 'decline':
      case 'check':
      case 'pass':
      case 'wait':
      case 'review':
      case 'close':
      case 'appeal':
      // Before or after the sitting: nothing is heard then.
    }
  }

  /** What is technically open when a student is gone; of those who may come back the gap is. */
  async #gap(
    observed: Observed,
    event: 'leave' | 'grace_over' | 'submit' | 'end' | 'expire',
    now: number,
  ): Promise<void> {
    const { technical } = this.#ports;
    if (event === 'leave') {
      await Promise.all([
        technical.endAll(observed.attemptId, now),
        technical.began(observed, 'away', null, now),
      ]);
    } else if (event === 'grace_over') await technical.endAllButGap(observed.attemptId, now);
    else await technical.endAll(observed.attemptId, now);
  }

  close(): void {
    this.#silence.close();
  }

  #wasPaused({ attemptId }: Observed, at: number, now: number): boolean {
    const { skew, wasPaused } = this.#ports;
    return wasPaused(attemptId, skew.serverTime(attemptId, at, now));
  }

  #suppress(observed: Observed, { claimId, type }: Claim, now: number): ClaimOutcome {
    this.#ports.events.write(
      logLine(observed, now, 'suppressed', { type, claimId, reason: 'paused' }),
    );
    return { claimId, outcome: 'suppressed' };
  }

  #show(
    { examId, attemptId }: Observed,
    reason: AgentTroubleReason | 'agent_silent' | null,
    now: number,
  ): void {
    const trouble = reason === null ? null : { reason, since: now };
    this.#ports.tracker.apply(examId, { attemptId, trouble });
  }
}
