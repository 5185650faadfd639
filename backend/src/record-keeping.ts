import type { Express, RequestHandler } from 'express';
import type { ActionDesk } from './actions/index.ts';
import type { LiveTracker } from './attempts/index.ts';
import type { AuditLog } from './audit/index.ts';
import type { Config } from './config.ts';
import type { Invigilation } from './invigilation.ts';
import type { JobQueue } from './jobs/index.ts';
import type { AgentGateway, FanOut } from './live/index.ts';
import { OneAtATime, type Log } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import {
  attemptRecordRoutes,
  Eraser,
  examRecordRoutes,
  HoldDesk,
  RetentionSweeper,
  type Deletable,
  type RecordPorts,
} from './records/index.ts';
import type { Reporting } from './reporting.ts';
import type { WebhookDesk } from './webhooks/index.ts';

export interface RecordKeepingPorts {
  readonly config: Pick<Config, 'retention'>;
  readonly stores: Stores;
  readonly invigilation: Pick<Invigilation, 'caseFiles' | 'eventLog' | 'policies'>;
  readonly actions: Pick<ActionDesk, 'deleteAttempt' | 'deleteExam'>;
  readonly reporting: Pick<Reporting, 'desk'>;
  readonly webhooks: Pick<WebhookDesk, 'forget'>;
  readonly jobs: Pick<JobQueue, 'forget'>;
  readonly tracker: LiveTracker;
  readonly fanOut: Pick<FanOut, 'removed'>;
  readonly agents: Pick<AgentGateway, 'letGo' | 'connections'>;
  readonly audit: AuditLog;
  readonly log: Log;
}

/** How long what is kept, wired: holds, erasures and retention, over every store. Part of the composition root. */
export class RecordKeeping {
  readonly #stores: Stores;
  readonly #holds: HoldDesk;
  readonly #eraser: Eraser;
  readonly #sweeper: RetentionSweeper;

  constructor(ports: RecordKeepingPorts) {
    this.#stores = ports.stores;
    const records = recordPorts(ports);
    const alone = new OneAtATime();
    this.#holds = new HoldDesk(records, alone);
    this.#eraser = new Eraser(records, alone);
    this.#sweeper = new RetentionSweeper(records, this.#eraser, alone, ports.config.retention);
  }

  /** @param keepers lets only those pass who may manage records */
  addRoutes(app: Express, keepers: RequestHandler): void {
    const { deletions, exams } = this.#stores;
    const ports = { holds: this.#holds, eraser: this.#eraser, deletions, exams, keepers };
    app.use('/api/attempts', attemptRecordRoutes(ports));
    app.use('/api/exams', examRecordRoutes(ports));
  }

  start(): void {
    this.#sweeper.start();
  }

  /** For tests: what the timer does now and then. */
  sweep(now: number): Promise<void> {
    return this.#sweeper.sweep(now);
  }

  /** Resolves once nothing is being deleted any more. */
  close(): Promise<void> {
    return this.#sweeper.close();
  }
}

function recordPorts(ports: RecordKeepingPorts): RecordPorts {
  const { stores, invigilation, actions, reporting, webhooks, jobs, tracker, audit, log } = ports;
  const { caseFiles, eventLog, policies } = invigilation;
  const { frameEvents, incidents, evidence, ledger, roster } = stores;
  const deletable = (store: {
    deleteByAttempt(attemptId: string): Promise<number>;
    deleteByExam(examId: string): Promise<number>;
  }): Deletable => ({
    ofAttempt: (attemptId) => store.deleteByAttempt(attemptId),
    ofExam: (examId) => store.deleteByExam(examId),
  });
  return {
    exams: stores.exams,
    attempts: stores.attempts,
    holds: stores.holds,
    deletions: stores.deletions,
    incidentsOf: (examId) => incidents.referencesByExam(examId),
    deleteIncidents: (references) => caseFiles.forget(references),
    deletePicture: (evidenceId) => evidence.delete(evidenceId),
    actions: {
      ofAttempt: (attemptId) => actions.deleteAttempt(attemptId),
      ofExam: (examId) => actions.deleteExam(examId),
    },
    events: {
      ofAttempt: async (attemptId) => {
        await eventLog.flush();
        return frameEvents.deleteByAttempt(attemptId);
      },
      ofExam: async (examId) => {
        await eventLog.flush();
        return frameEvents.deleteByExam(examId);
      },
      before: (time, spared) => frameEvents.deleteBefore(time, spared),
    },
    deliveries: {
      ofAttempt: (attemptId) => webhooks.forget({ attemptId }),
      ofExam: (examId) => webhooks.forget({ examId }),
    },
    appeals: deletable(stores.appeals),
    efforts: deletable(stores.efforts),
    reports: {
      ofAttempt: (attemptId) => reporting.desk.deleteOf(attemptId),
      ofExam: (examId) => reporting.desk.deleteExam(examId),
      reduce: (examId, spared) => reporting.desk.reduceExam(examId, spared),
    },
    roster: {
      ofAttempt: (attemptId) => roster.deleteByAttempts([attemptId]),
      ofExam: (examId) => roster.deleteByExam(examId),
    },
    particulars: stores.audit,
    eraseAccommodations: (examId, attemptIds) => policies.eraseAccommodations(examId, attemptIds),
    forgetFigures: async (examId, attemptIds) => {
      const forgetting = attemptIds.map((attemptId) => ledger.forget({ examId, attemptId }));
      const outcomes = await Promise.allSettled([...forgetting, jobs.forget(attemptIds)]);
      const failed = outcomes.find(({ status }) => status === 'rejected');
      if (failed?.status !== 'rejected') return;
      // Redis is away: counts expire by themselves, and jobs find that there is nothing to do.
      log.warn({ examId, err: failed.reason }, 'What is counted is forgotten by itself later');
    },
    gone: ({ examId, attemptId }) => {
      ports.agents.letGo(attemptId);
      if (tracker.remove(examId, attemptId)) ports.fanOut.removed(examId, attemptId);
    },
    examGone: (examId) => policies.forget(examId),
    recount: (examId) => tracker.recount(examId),
    noteDeletion: () => stores.compaction.note(),
    compact: async () => {
      // Nobody who sits an exam waits for it.
      if (ports.agents.connections > 0 || !(await stores.compaction.isDue())) return;
      const startedAt = performance.now();
      await stores.compaction.run();
      const tookMs = Math.round(performance.now() - startedAt);
      log.info({ tookMs }, 'The database’s files are free of what was deleted');
    },
    audit,
    log,
  };
}
