import { randomUUID } from 'node:crypto';
import {
  isOver,
  notReviewed,
  rescore,
  contradictionType,
  withOutcomeAlone,
  type Attempt,
  type Incident,
  type Judgement,
  type Policy,
  type ViolationIncident,
} from '@invigil/shared-types';
import type { AuditSink } from './audit/index.ts';
import { ClockSkew, findingsOf, type Findings, type LiveTracker } from './attempts/index.ts';
import type { Config } from './config.ts';
import type { ExamPolicies, Judged } from './exams/index.ts';
import { Hearing } from './hearing.ts';
import type { FanOut } from './live/index.ts';
import { Unattended, type Log, type Metrics } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import { openPolicies } from './policies.ts';
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
  /** An incident is on record, new or changed. */
  readonly recorded: (incident: Incident) => void;
  /** A violation was confirmed: its incident is on record. */
  readonly confirmed: (incident: ViolationIncident) => void;
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
    this.policies = openPolicies({
      stores,
      tracker,
      events,
      audit: ports.audit,
      unattended: this.#unattended,
      tellPolicy: ports.tellPolicy,
    });
    const policyOf = (attempt: Judged) => this.policies.of(attempt);
    const skew = new ClockSkew(config.referee.clockToleranceMs);
    const serverTime = (attemptId: string, time: number, now: number) =>
      skew.serverTime(attemptId, time, now);
    this.caseFiles = new CaseFiles(stores.incidents, {
      policyOf,
      exists: async (attemptId) => (await stores.attempts.find(attemptId)) !== null,
      onJudged: (incident, judgement) => {
        tracker.judged(incident.examId, incident.attemptId, findingsOf(judgement));
        fanOut.incident(withOutcomeAlone(incident));
        ports.recorded(incident);
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
        onConfirmed: (incident) => {
          ports.confirmed(incident);
          this.#unattended.run(
            this.#addWitnessPicture(incident),
            { attemptId: incident.attemptId },
            "The witness's picture could not be put beside the agent's",
          );
        },
        warn: ports.warn,
        tellsStudents: (examId) => this.#tellsStudents(examId),
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
    this.reviews = new ReviewDesk({
      ...desk,
      isClosed: async (attemptId) => (await stores.attempts.find(attemptId))?.state === 'closed',
      audit: ports.audit,
    });
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
    const attempts = await this.#ports.stores.attempts.listByExam(examId);
    const over = new Set(attempts.flatMap(({ id, state }) => (isOver(state) ? [id] : [])));
    const desks = { pageEvents: this.#pageEvents, technical: this.#technical };
    await closeLeftOpen(incidents, desks, (attemptId) => over.has(attemptId));
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

  /** Whether an exam's students are told what is confirmed. Where that is not known they are, as is usual. */
  async #tellsStudents(examId: string): Promise<boolean> {
    const { stores, log } = this.#ports;
    try {
      return (await stores.exams.find(examId))?.studentView.warnings ?? true;
    } catch (error) {
      log.error({ err: error, examId }, 'Whether students are warned could not be read');
      return true;
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
