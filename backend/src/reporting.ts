import type { Express, RequestHandler } from 'express';
import type { AttemptService } from './attempts/index.ts';
import type { AuditLog } from './audit/index.ts';
import type { Config } from './config.ts';
import type { Invigilation } from './invigilation.ts';
import type { JobQueue } from './jobs/index.ts';
import type { Log } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import {
  attemptReportRoutes,
  examReportRoutes,
  readPictures,
  Renderer,
  ReportBuilder,
  ReportDesk,
  reportJob,
  ReportSweeper,
  type ReportSources,
} from './reports/index.ts';
import type { WebhookDesk } from './webhooks/index.ts';

export interface ReportingPorts {
  readonly config: Config;
  readonly stores: Stores;
  readonly attempts: Pick<AttemptService, 'review' | 'close'>;
  readonly invigilation: Pick<Invigilation, 'explainer'>;
  readonly jobs: JobQueue;
  readonly webhooks: Pick<WebhookDesk, 'tell'>;
  readonly audit: AuditLog;
  /** Nothing of an attempt that is held is deleted. */
  readonly isHeld: (attemptId: string) => Promise<boolean>;
  /** How browsers reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly log: Log;
}

/** Reports, wired: what they are made of, the job that makes them, and how they are had. Part of the composition root. */
export class Reporting {
  readonly desk: ReportDesk;
  readonly #ports: ReportingPorts;
  readonly #sweeper: ReportSweeper;
  readonly #renderer: Renderer;

  /** Before the jobs are started. */
  constructor(ports: ReportingPorts) {
    this.#ports = ports;
    const { config, stores, attempts, jobs, webhooks, publicUrl, log } = ports;
    const sources = sourcesOf(ports);
    const builder = new ReportBuilder(sources);
    this.desk = new ReportDesk(
      {
        store: stores.reports,
        sources,
        builder,
        jobs,
        review: async (attemptId) => {
          const attempt = await attempts.review(attemptId);
          // Who never began left nothing to decide on.
          return attempt.firstJoinedAt === null ? attempts.close(attemptId) : attempt;
        },
        tellReady: ({ examId, attemptId, score, level, incidents }) => {
          const url = `${publicUrl()}/api/attempts/${attemptId}/report.html`;
          const report = { score, level, incidents, url };
          webhooks.tell('report.ready', { examId, attemptId, report });
        },
        log,
      },
      config.reports,
    );
    jobs.define(reportJob, ({ attemptId }) => this.desk.run(attemptId), config.jobs.kinds.report);
    this.#sweeper = new ReportSweeper(
      { store: stores.reports, sources, builder, jobs, log },
      config.reports,
    );
    this.#renderer = new Renderer(readPictures(stores.evidence), config.reports.renders);
  }

  /** @param readers lets only those pass who may read reports */
  addRoutes(app: Express, readers: RequestHandler): void {
    const { audit } = this.#ports;
    const ports = { reports: this.desk, renderer: this.#renderer, audit, readers };
    app.use('/api/attempts', attemptReportRoutes(ports));
    app.use('/api/exams', examReportRoutes(ports));
  }

  start(): void {
    this.#sweeper.start();
  }

  /** Before the jobs are closed. */
  async close(): Promise<void> {
    await this.#sweeper.close();
    await this.desk.close();
  }
}

function sourcesOf({ stores, invigilation, audit, isHeld }: ReportingPorts): ReportSources {
  return {
    findAttempt: (attemptId) => stores.attempts.find(attemptId),
    listAttempts: (examId) => stores.attempts.listByExam(examId),
    findExam: (examId) => stores.exams.find(examId),
    listExams: () => stores.exams.list(),
    incidents: (attemptId) => stores.incidents.listByAttempt(attemptId),
    explanation: (attempt) => invigilation.explainer.explanation(attempt, null),
    actions: (attemptId) => stores.actions.listByAttempt(attemptId),
    appeals: (attemptId) => stores.appeals.listByAttempt(attemptId),
    appealsByExam: (examId) => stores.appeals.listByExam(examId),
    audit: async (attemptId) => {
      await audit.flush();
      return stores.audit.listByAttempt(attemptId);
    },
    isHeld,
  };
}
