import { randomUUID } from 'node:crypto';
import {
  notReviewed,
  rescore,
  contradictionType,
  type AgentTroubleReason,
  type Attempt,
  type AttemptEvent,
  type Claim,
  type ClaimOutcome,
  type Judgement,
  type PageEvent,
  type Report,
  type ViolationIncident,
} from '@invigil/shared-types';
import { ClockSkew, findingsOf, type Findings, type LiveTracker } from './attempts/index.ts';
import type { Config } from './config.ts';
import { ExamPolicies } from './exams/index.ts';
import type { AgentObserver, FanOut, Observed } from './live/index.ts';
import { Refusal, type Log, type Metrics } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import {
  AgentSilence,
  CaseFiles,
  closeLeftOpen,
  EventLog,
  type EventSink,
  Explainer,
  logLine,
  PageEventDesk,
  Referee,
  ReviewDesk,
  TechnicalDesk,
} from './referee/index.ts';
import type { Sfu } from './sfu/index.ts';
import { Witness, type Contradiction } from './witness/index.ts';

export interface InvigilationPorts {
  readonly config: Config;
  readonly stores: Stores;
  readonly tracker: LiveTracker;
  readonly fanOut: FanOut;
  readonly metrics: Metrics;
  readonly log: Log;
  /** The student is to be told. */
  readonly warn: (incident: ViolationIncident) => void;
  readonly takeStill: Sfu['still'];
}

/**
 * Referee, desks and witness, wired to each other: what agents say and what the server sees goes in,
 * incidents and scores come out. Part of the composition root, as long as it is because it is all of
 * this wiring and nothing else.
 */
export class Invigilation implements AgentObserver {
  readonly eventLog: EventLog;
  /** The same log, for those who write: what goes through here is in the figures, too. */
  readonly events: EventSink;
  readonly policies: ExamPolicies;
  readonly caseFiles: CaseFiles;
  readonly referee: Referee;
  readonly reviews: ReviewDesk;
  readonly explainer: Explainer;
  readonly witness: Witness;
  readonly #ports: InvigilationPorts;
  readonly #skew: ClockSkew;
  readonly #pageEvents: PageEventDesk;
  readonly #technical: TechnicalDesk;
  readonly #silence: AgentSilence;
  /** What those who are here say is technically wrong at their end. */
  readonly #told = new Map<string, AgentTroubleReason>();

  constructor(ports: InvigilationPorts) {
    this.#ports = ports;
    const { config, stores, tracker, fanOut, metrics, log } = ports;
    this.eventLog = new EventLog(stores.frameEvents, log, config.eventLog);
    this.events = {
      write: (event) => {
        metrics.observe(event);
        this.eventLog.write(event);
      },
    };
    const { events } = this;
    this.policies = new ExamPolicies(stores.exams, {
      onChanged: (examId, { version }) => {
        this.#tellOfPolicy(examId, version);
        this.#unattended(tracker.recount(examId), { examId }, 'A new policy is not shown yet');
      },
    });
    const policyOf = (examId: string) => this.policies.current(examId);
    this.#skew = new ClockSkew(config.referee.clockToleranceMs);
    const serverTime = (attemptId: string, time: number, now: number) =>
      this.#skew.serverTime(attemptId, time, now);
    this.caseFiles = new CaseFiles(stores.incidents, {
      policyOf,
      onJudged: (incident, judgement) => {
        tracker.judged(incident.examId, incident.attemptId, findingsOf(judgement));
        fanOut.incident(incident);
      },
    });
    const desk = {
      caseFiles: this.caseFiles,
      incidents: stores.incidents,
      ledger: stores.ledger,
      events,
      policyOf,
      serverTime,
    };
    this.referee = new Referee(
      {
        ...desk,
        log,
        onClaimed: ({ examId, attemptId }, claimedScore) => {
          tracker.apply(examId, { attemptId, claimedScore });
        },
        onConfirmed: (incident) =>
          this.#unattended(
            this.#addWitnessPicture(incident),
            { attemptId: incident.attemptId },
            "The witness's picture could not be put beside the agent's",
          ),
        warn: ports.warn,
      },
      config.referee,
    );
    this.#pageEvents = new PageEventDesk(desk, config.referee);
    this.#technical = new TechnicalDesk(desk);
    this.reviews = new ReviewDesk(desk);
    this.explainer = new Explainer({
      caseFiles: this.caseFiles,
      log: {
        flush: () => this.eventLog.flush(),
        listByAttempt: (attemptId) => stores.frameEvents.listByAttempt(attemptId),
      },
      policies: this.policies,
    });
    this.#silence = new AgentSilence({
      silentAfterMs: config.live.agentSilentMs,
      onSilent: (claimant, since, now) => {
        this.#show(claimant, 'agent_silent', now);
        this.#unattended(
          this.#technical.began(claimant, 'agent_silent', 'agent_silent', now, since),
          claimant,
          'The silence of an agent could not be recorded',
        );
      },
      onHeard: (claimant, now) => {
        this.#show(claimant, this.#told.get(claimant.attemptId) ?? null, now);
        this.#unattended(
          this.#technical.ended(claimant.attemptId, 'agent_silent', now),
          claimant,
          'The end of a silence could not be recorded',
        );
      },
    });
    this.witness = new Witness(
      {
        takeStill: ports.takeStill,
        evidence: stores.evidence,
        events,
        policyOf,
        onContradiction: (contradiction) => this.#recordContradiction(contradiction),
        onStill: (examId, attemptId, stillAt) => tracker.apply(examId, { attemptId, stillAt }),
        metrics: metrics.witness,
        log,
      },
      config.witness,
    );
  }

  /** What an exam's stored incidents come to, attempt by attempt. */
  async findings(examId: string): Promise<Map<string, Findings>> {
    const [incidents, policy] = await Promise.all([
      this.#ports.stores.incidents.listByExam(examId),
      this.policies.current(examId),
    ]);
    return new Map(
      [...incidents].map(([attemptId, all]) => [attemptId, findingsOf(rescore(all, policy))]),
    );
  }

  judgement(attempt: Attempt): Promise<Judgement> {
    return this.caseFiles.judgement(attempt.id, attempt.examId);
  }

  /** Ends what an earlier run of the server left open. Before anybody joins the exam. */
  async closeLeftOpen(examId: string): Promise<void> {
    const incidents = await this.#ports.stores.incidents.listByExam(examId);
    await closeLeftOpen(incidents, { pageEvents: this.#pageEvents, technical: this.#technical });
    for (const incident of [...incidents.values()].flat()) {
      if (incident.kind !== 'violation' || incident.witness.state !== 'awaited') continue;
      await this.referee.addWitnessPicture(incident, { state: 'missing', reason: 'not_taken' });
    }
  }

  reported(observed: Observed, report: Report, receivedAt: number): void {
    const { config, tracker } = this.#ports;
    const { attemptId, examId } = observed;
    this.#skew.heard(attemptId, report.sentAt, receivedAt);
    const capturedAt = this.#skew.serverTime(attemptId, report.capturedAt, receivedAt);
    if (capturedAt > receivedAt + config.referee.clockToleranceMs) {
      throw new Refusal('implausible_time');
    }
    this.#silence.reported(attemptId, receivedAt);
    const { faces, luma, difference } = report.signals;
    this.witness.reported(attemptId, { capturedAt, faces, luma, difference }, receivedAt);
    tracker.apply(examId, {
      attemptId,
      reportedAt: capturedAt,
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
    if (reason === null) this.#told.delete(observed.attemptId);
    else this.#told.set(observed.attemptId, reason);
    this.#silence.told(observed.attemptId, reason, now);
    this.witness.troubled(observed.attemptId, reason !== null);
    this.#show(observed, reason, now);
    await this.#technical.told(observed, reason, now);
  }

  claimed(observed: Observed, claims: readonly Claim[], now: number): Promise<ClaimOutcome[]> {
    for (const { type } of claims) this.witness.claimed(observed.attemptId, type, now);
    return this.referee.take(observed, claims, now);
  }

  pageEvent(observed: Observed, event: PageEvent, now: number): Promise<'recorded' | 'ignored'> {
    return this.#pageEvents.take(observed, event, now);
  }

  /** A student's video begins or ends. */
  streaming(examId: string, attemptId: string, streaming: boolean): void {
    this.#ports.tracker.apply(examId, { attemptId, streaming });
    this.witness.streaming({ examId, attemptId }, streaming);
  }

  /** An attempt has moved through its lifecycle. */
  moved({ id: attemptId, examId }: Attempt, event: AttemptEvent, now: number): void {
    const observed = { attemptId, examId };
    const graceMs = this.#ports.config.live.reconnectGraceMs;
    const recording = 'What ended with a connection could not be recorded';
    switch (event) {
      case 'join':
        this.#skew.forget(attemptId);
        this.witness.arrived(attemptId, now);
        this.#silence.watch(observed, now);
        this.#unattended(
          this.#technical.ended(attemptId, 'network_lost', now),
          observed,
          recording,
        );
        break;
      case 'connection_lost':
        this.#silence.unwatch(attemptId);
        this.#unattended(
          // Both at once: the desk keeps their order, and nothing that follows can come between.
          Promise.all([
            this.#technical.endAll(attemptId, now),
            this.#technical.began(observed, 'network_lost', null, now),
          ]),
          observed,
          recording,
        );
        break;
      case 'leave':
      case 'grace_over':
      case 'submit':
        this.#silence.unwatch(attemptId);
        this.#skew.forget(attemptId);
        this.#told.delete(attemptId);
        this.witness.left(observed);
        this.#ports.tracker.apply(examId, { attemptId, stillAt: null });
        this.#unattended(
          Promise.all([
            this.#technical.endAll(attemptId, now),
            // Nobody knows what the student did after the connection was lost.
            this.#pageEvents.end(attemptId, event === 'grace_over' ? now - graceMs : now),
          ]),
          observed,
          recording,
        );
    }
  }

  /** Resolves once nothing touches a store any more. */
  async close(): Promise<void> {
    this.#silence.close();
    this.referee.close();
    await this.witness.close();
    await this.eventLog.close();
  }

  #show(
    { examId, attemptId }: Observed,
    reason: AgentTroubleReason | 'agent_silent' | null,
    now: number,
  ): void {
    const trouble = reason === null ? null : { reason, since: now };
    this.#ports.tracker.apply(examId, { attemptId, trouble });
  }

  /** A line in the log of everyone whose score it may change: those who have begun. */
  #tellOfPolicy(examId: string, version: number): void {
    for (const { attemptId, state } of this.#ports.tracker.tiles(examId)) {
      if (state === 'invited') continue;
      const line = { detail: { version } };
      this.events.write(logLine({ attemptId, examId }, Date.now(), 'policy_changed', line));
    }
  }

  async #addWitnessPicture(incident: ViolationIncident): Promise<void> {
    const picture = await this.witness.pictureOf(incident);
    if (picture.state === 'awaited') return;
    const kept = await this.referee.addWitnessPicture(incident, picture);
    // The incident was deleted meanwhile: nobody would ever find its picture again.
    if (kept === null && picture.state === 'taken') {
      await this.#ports.stores.evidence.delete(picture.evidence.id);
    }
  }

  async #recordContradiction(contradiction: Contradiction): Promise<void> {
    const { examId, attemptId, kind, looks } = contradiction;
    const [first, second] = looks;
    const policy = await this.policies.current(examId);
    const now = Date.now();
    const id = randomUUID();
    await this.caseFiles.add({
      kind: 'contradiction',
      id,
      attemptId,
      examId,
      capturedAt: first.evidence.capturedAt,
      policyVersion: policy.version,
      review: notReviewed,
      type: contradictionType,
      contradiction: kind,
      looks: [...looks],
      recordedAt: now,
    });
    this.events.write(
      logLine({ attemptId, examId }, now, 'contradicted', {
        type: contradictionType,
        incidentId: id,
        reason: kind,
        detail: { saw: second.saw, said: second.said },
      }),
    );
  }

  /** For work that nobody waits for: its failure is logged, here or nowhere. */
  #unattended(work: Promise<unknown>, context: object, message: string): void {
    work.catch((error: unknown) => this.#ports.log.error({ ...context, err: error }, message));
  }
}
