import { join } from 'node:path';
import type { Health } from '@invigil/shared-types';
import express, { type Express } from 'express';
import type { ActionDesk } from './actions/index.ts';
import {
  attemptRoutes,
  enrolmentRoutes,
  joinPage,
  type AttemptService,
  type Enrolments,
  type LiveTracker,
} from './attempts/index.ts';
import { auditRoutes, type AuditLog } from './audit/index.ts';
import type { Config } from './config.ts';
import { quizPages } from './demo/index.ts';
import { EvidenceIntake, evidenceRoutes } from './evidence/index.ts';
import { examRoutes } from './exams/index.ts';
import type { Invigilation } from './invigilation.ts';
import type { MessageLimits } from './live/index.ts';
import {
  consoleFiles,
  countRefusals,
  metricsRoute,
  noSuchRoute,
  perMinute,
  problemHandler,
  Refusal,
  securityHeaders,
  type Log,
  type Metrics,
} from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import {
  bearerToken,
  sessionToken,
  staffOnly,
  staffRoutes,
  type ExamTokens,
  type StaffAccounts,
} from './people/index.ts';
import { incidentRoutes } from './referee/index.ts';
import { stillRoutes } from './witness/index.ts';

export interface RoutedFeatures {
  readonly config: Config;
  readonly stores: Stores;
  readonly accounts: StaffAccounts;
  readonly tokens: ExamTokens;
  readonly enrolments: Enrolments;
  readonly attempts: AttemptService;
  readonly actions: ActionDesk;
  readonly audit: AuditLog;
  readonly tracker: LiveTracker;
  readonly invigilation: Invigilation;
  readonly limits: MessageLimits;
  readonly metrics: Metrics;
  readonly log: Log;
  /** How browsers reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Called once a staff session was ended. */
  readonly onSignedOut: () => Promise<void>;
  readonly health: () => Health;
}

/** Every HTTP address of the server, in the order in which they are tried. */
export function addRoutes(app: Express, features: RoutedFeatures): void {
  const { config, stores, accounts, tokens, enrolments, attempts, actions, audit } = features;
  const { tracker, invigilation, limits, metrics, log, publicUrl, onSignedOut, health } = features;
  const onlyStaff = staffOnly(accounts);
  const signedIn = (cookie: string | undefined) =>
    accounts.bySession(sessionToken(cookie), Date.now());

  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.use(securityHeaders());
  app.get('/health', (_request, response) => {
    const state = health();
    response.status(state.status === 'stopping' ? 503 : 200).json(state);
  });
  app.get('/metrics', metricsRoute(metrics, { token: config.metricsToken, staffOnly: onlyStaff }));

  // A policy may name an accommodation for each of hundreds of students; nobody but staff may send as much.
  app.put('/api/exams/:examId/policy', onlyStaff, express.json({ limit: '512kb' }));
  app.use('/api', express.json({ limit: '32kb' }));
  const logins = perMinute(config.loginsPerMinute);
  app.use('/api/staff', staffRoutes(accounts, { publicUrl, limiter: logins, onSignedOut }));
  app.use('/api/enrol', enrolmentRoutes(enrolments, perMinute(config.enrolmentsPerMinute)));
  app.use(
    '/api/exams',
    onlyStaff,
    examRoutes({
      exams: stores.exams,
      policies: invigilation.policies,
      headcounts: {
        invited: () => stores.attempts.countByExam(),
        here: (examId) => tracker.here(examId),
      },
      signedIn,
    }),
    auditRoutes({
      store: stores.audit,
      log: audit,
      examExists: async (examId) => (await stores.exams.find(examId)) !== null,
    }),
  );
  app.use(
    '/api/attempts',
    onlyStaff,
    attemptRoutes(
      attempts,
      {
        judgement: (attempt) => invigilation.judgement(attempt),
        explanation: (attempt, version) => invigilation.explainer.explanation(attempt, version),
      },
      actions,
    ),
    stillRoutes((attemptId) => invigilation.witness.newestStill(attemptId)),
  );
  app.use('/api/incidents', onlyStaff, incidentRoutes({ reviews: invigilation.reviews, signedIn }));
  app.use(
    '/api/evidence',
    evidenceRoutes(
      new EvidenceIntake(stores.evidence, config.evidence),
      stores.evidence,
      invigilation.referee,
      {
        maxBytes: config.evidence.maxBytes,
        uploaderOf: async (request) => {
          const uploader = await tokens.verify(bearerToken(request));
          if (await limits.admit(uploader, 'evidence', null)) throw new Refusal('rate_limited');
          return uploader;
        },
        staffOnly: onlyStaff,
      },
    ),
    countRefusals(metrics),
  );
  app.use('/api', noSuchRoute);
  app.use('/join', joinPage());
  if (config.demo) app.use('/demo/quiz', quizPages());
  app.use(consoleFiles(join(import.meta.dirname, '../../admin/dist')));
  app.use(noSuchRoute);
  app.use(problemHandler(log));
}
