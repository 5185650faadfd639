import { randomUUID } from 'node:crypto';
import {
  notReviewed,
  rescore,
  contradictionType,
  type Attempt,
  type Judgement,
  type Policy,
  type ViolationIncident,
} from '@invigil/shared-types';
import { policyRecords, type AuditSink } from './audit/index.ts';
import { ClockSkew, findingsOf, type Findings, type LiveTracker } from './attempts/index.ts';
import type { Config } from './config.ts';
import { ExamPolicies, type Judged, type PolicyReplaced } from './exams/index.ts';
import { Hearing } from './hearing.ts';
import type { FanOut } from './live/index.ts';
import { Unattended, type Log, type Metrics } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import {
  CaseFiles,
  closeLeftOpen,
  EventLog,
  type EventSink,
  Explainer,
  logLine,
  NoteDesk,
  PageEventDesk,
  Referee,
  ReviewDesk,
  TechnicalDesk,
  toldBackground,
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
  /** The exam's agents are to be told, each what is for its student, and its video sent accordingly. */
  readonly tellPolicy: (examId: string, policy: Policy) => void;
  /** Whether an attempt was paused at that moment of the server's clock: then nothing is judged. */
  readonly wasPaused: (attemptId: string, at: number) => boolean;
  readonly audit: AuditSink;
  readonly takeStill: Sfu['still'];
}

/**
 * Referee, desks and witness, wired to each other: what agents say (see `Hearing`) and what the server
 * sees goes in, incidents and scores come out. Part of the composition root.
 */
export class Invigilation {
  readonly eventLog: EventLog;
  /** The same log, for those who write: what goes through here is in the figures, too. */
  readonly events: EventSink;
  readonly policies: ExamPolicies;
  readonly caseFiles: CaseFiles;
  readonly referee: Referee;
  readonly reviews: ReviewDesk;
  readonly explainer: Explainer;
  readonly witness: Witness;
  /** Takes what agents say. */
  readonly hearing: Hearing;
  readonly #ports: InvigilationPorts;
  readonly #unattended: Unattended;
  readonly #pageEvents: PageEventDesk;
  readonly #technical: TechnicalDesk;

  constructor(ports: InvigilationPorts) {
    this.#ports = ports;
    this.#unattended = new Unattended(ports.log);
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
      strangersTo: async (examId, attemptIds) => {
        if (attemptIds.length === 0) return [];
        const roster = await stores.attempts.listByExam(examId);
        const ids = new Set(roster.map(({ id }) => id));
        return attemptIds.filter((id) => !ids.has(id));
      },
      onChanged: (examId, policy, change) => {
        this.#tellOfPolicy(examId, policy.version);
        this.#unattended.run(
          this.#auditPolicy(examId, policy, change),
          { examId },
          'A new policy is not in the audit log',
        );
        ports.tellPolicy(examId, policy);
        this.#unattended.run(tracker.recount(examId), { examId }, 'A new policy is not shown yet');
      },
    });
    const policyOf = (attempt: Judged) => this.policies.of(attempt);
    const skew = new ClockSkew(config.referee.clockToleranceMs);
    const serverTime = (attemptId: string, time: number, now: number) =>
      skew.serverTime(attemptId, time, now);
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
          this.#unattended.run(
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
    const notes = new NoteDesk(
      {
        ...desk,
        firstJoinedAt: async (attemptId) =>
          (await stores.attempts.find(attemptId))?.firstJoinedAt ?? null,
        // What that detector claimed without proof is not to be shown any longer, either.
        onDetectorOff: ({ examId, attemptId }, { score }) =>
          tracker.apply(examId, { attemptId, claimedScore: score.value }),
      },
      config.referee,
    );
    this.reviews = new ReviewDesk({ ...desk, audit: ports.audit });
    this.explainer = new Explainer({
      caseFiles: this.caseFiles,
      log: {
        flush: () => this.eventLog.flush(),
        listByAttempt: (attemptId) => stores.frameEvents.listByAttempt(attemptId),
      },
      policies: this.policies,
    });
    this.witness = new Witness(
      {
        takeStill: ports.takeStill,
        evidence: stores.evidence,
        events,
        policyOf,
        backgroundOf: async (attemptId) =>
          toldBackground(await this.caseFiles.incidents(attemptId)),
        onContradiction: (contradiction) => this.#recordContradiction(contradiction),
        onStill: (examId, attemptId, stillAt) => tracker.apply(examId, { attemptId, stillAt }),
        metrics: metrics.witness,
        log,
      },
      config.witness,
    );
    this.hearing = new Hearing({
      config,
      tracker,
      skew,
      referee: this.referee,
      pageEvents: this.#pageEvents,
      technical: this.#technical,
      notes,
      witness: this.witness,
      events,
      wasPaused: ports.wasPaused,
      unattended: (work, context, message) => this.#unattended.run(work, context, message),
    });
  }

  /** What an exam's stored incidents come to, attempt by attempt. */
  async findings(examId: string): Promise<Map<string, Findings>> {
    const incidents = await this.#ports.stores.incidents.listByExam(examId);
    const findings = await Promise.all(
      [...incidents].map(async ([attemptId, all]): Promise<[string, Findings]> => {
        const policy = await this.policies.of({ attemptId, examId });
        return [attemptId, findingsOf(rescore(all, policy))];
      }),
    );
    return new Map(findings);
  }

  judgement(attempt: Attempt): Promise<Judgement> {
    return this.caseFiles.judgement({ attemptId: attempt.id, examId: attempt.examId });
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

  /** Resolves once nothing touches a store any more. */
  async close(): Promise<void> {
    this.hearing.close();
    this.referee.close();
    await this.witness.close();
    await this.#unattended.settled();
    await this.eventLog.close();
  }

  /** A line in the log of everyone whose score it may change: those who have begun. */
  #tellOfPolicy(examId: string, version: number): void {
    for (const { attemptId, state } of this.#ports.tracker.tiles(examId)) {
      if (state === 'invited') continue;
      const line = { detail: { version } };
      this.events.write(logLine({ attemptId, examId }, Date.now(), 'policy_changed', line));
    }
  }

  async #auditPolicy(examId: string, after: Policy, change: PolicyReplaced): Promise<void> {
    const { audit, stores } = this.#ports;
    const { before, staffId, at } = change;
    const name = (await stores.staff.findById(staffId))?.username ?? '';
    const who = { kind: 'staff', staffId, name } as const;
    for (const record of policyRecords({ examId, before, after, who, at })) audit.write(record);
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
    const policy = await this.policies.of({ attemptId, examId });
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
}
