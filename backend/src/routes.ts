import { join } from 'node:path';
import type { Capability, Health } from '@invigil/shared-types';
import express, { type Express } from 'express';
import type { ActionDesk } from './actions/index.ts';
import type { AfterExam } from './after-exam.ts';
import { docRoutes } from './api-docs/index.ts';
import { addAfterExamRoutes } from './after-exam-routes.ts';
import {
  attemptRoutes,
  enrolmentRoutes,
  type AttemptService,
  type Enrolments,
  type LiveTracker,
} from './attempts/index.ts';
import { auditRoutes, examAuditRoutes, type AuditLog } from './audit/index.ts';
import type { Config } from './config.ts';
import { quizPages } from './demo/index.ts';
import { EvidenceIntake, evidenceRoutes } from './evidence/index.ts';
import { examRoutes } from './exams/index.ts';
import type { ExamOffice } from './exam-office.ts';
import type { Invigilation } from './invigilation.ts';
import type { MessageLimits } from './live/index.ts';
import {
  consoleFiles,
  countRefusals,
  metricsRoute,
  noSuchRoute,
  perMinute,
  PersonalLimit,
  problemHandler,
  Refusal,
  sameOrigin,
  securityHeaders,
  unkept,
  type Log,
  type Metrics,
} from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import type { RecordKeeping } from './record-keeping.ts';
import type { Reporting } from './reporting.ts';
import {
  allowed,
  bearerToken,
  invitationRoutes,
  rosterRoutes,
  sessionToken,
  setupRoutes,
  staffOf,
  staffOnly,
  staffRoutes,
  type ExamTokens,
  type FirstOwner,
  type StaffAccounts,
  type StaffRoster,
} from './people/index.ts';
import { incidentRoutes, toldTo } from './referee/index.ts';
import { webhookRoutes, type WebhookDesk } from './webhooks/index.ts';
import { StudentLimits, studentRoutes } from './students/index.ts';
import { examRosterRoutes, joinRoutes, rosterBody, rosterStudentRoutes } from './roster/index.ts';
import { stillRoutes } from './witness/index.ts';

export interface RoutedFeatures {
  readonly config: Config;
  readonly stores: Stores;
  readonly accounts: StaffAccounts;
  readonly roster: StaffRoster;
  readonly firstOwner: FirstOwner;
  readonly tokens: ExamTokens;
  readonly enrolments: Enrolments;
  readonly attempts: AttemptService;
  readonly actions: ActionDesk;
  readonly audit: AuditLog;
  readonly afterExam: AfterExam;
  readonly reporting: Reporting;
  readonly records: Pick<RecordKeeping, 'addRoutes'>;
  readonly tracker: LiveTracker;
  readonly invigilation: Invigilation;
  readonly limits: MessageLimits;
  readonly metrics: Metrics;
  /** Where exams are set up. */
  readonly office: ExamOffice;
  readonly log: Log;
  /** How browsers reach this server, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Called once a staff session was ended, or somebody may do less than before. */
  readonly onSignedOut: () => Promise<void>;
  readonly webhooks: WebhookDesk;
  readonly health: () => Promise<Health>;
}

/** Every HTTP address of the server, in the order in which they are tried. */
export function addRoutes(app: Express, features: RoutedFeatures): void {
  const { config, stores, accounts, tokens, enrolments, attempts, actions, audit } = features;
  const { tracker, invigilation, office, limits, metrics, log, health } = features;
  const onlyStaff = staffOnly(accounts);
  const may = (capability: Capability) => allowed(accounts, capability);
  const signedIn = (cookie: string | undefined) =>
    accounts.bySession(sessionToken(cookie), Date.now());

  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.use(securityHeaders());
  app.get('/health', async (_request, response) => {
    const state = await health();
    response.status(state.status === 'stopping' ? 503 : 200).json(state);
  });
  app.get('/metrics', metricsRoute(metrics, { token: config.metricsToken, staffOnly: onlyStaff }));

  const { publicUrl } = features;
  app.use(
    '/api',
    unkept(),
    sameOrigin({ publicUrl, concerns: (cookie) => sessionToken(cookie) !== undefined }),
  );
  // Whoever is let in there has the cookie only afterwards.
  for (const door of ['staff', 'setup', 'invitations']) {
    app.use(`/api/${door}`, sameOrigin({ publicUrl, concerns: () => true }));
  }
  app.use('/api/docs', docRoutes(publicUrl));

  // A policy may name an accommodation for each of hundreds of students; nobody but staff may send as much.
  app.put('/api/exams/:examId/policy', may('edit_exams'), express.json({ limit: '512kb' }));
  app.post('/api/exams', may('edit_exams'), express.json({ limit: '512kb' }));
  app.put('/api/exams/:examId', may('edit_exams'), express.json({ limit: '512kb' }));
  const roster = rosterBody(config.roster.maxBytes);
  for (const part of ['roster', 'mail']) {
    app.post(`/api/exams/:examId/${part}`, may('edit_exams'), roster);
  }
  app.post('/api/exams/:examId/what-if', may('review'), express.json({ limit: '512kb' }));
  app.use('/api', express.json({ limit: '32kb' }));
  addPeopleRoutes(app, features);
  app.use('/api/enrol', enrolmentRoutes(enrolments, perMinute(config.enrolmentsPerMinute)));
  app.use(
    '/api/student',
    studentRoutes({
      attempts,
      enrolments,
      subjectOf: (request) => tokens.verify(bearerToken(request)),
      limits: new StudentLimits(config.students),
    }),
  );
  const auditPorts = {
    ...{ store: stores.audit, log: audit },
    attempts: (ids: readonly string[]) => stores.attempts.findMany(ids),
  };
  app.use('/api/audit', may('read_audit'), auditRoutes(auditPorts));
  app.use('/api/exams/:examId/audit', may('read_audit'));
  for (const part of ['roster', 'cards', 'links.csv', 'mail']) {
    app.use(`/api/exams/:examId/${part}`, may('edit_exams'));
  }
  app.use(
    '/api/exams',
    onlyStaff,
    examRoutes({
      exams: stores.exams,
      desk: office.exams,
      policies: invigilation.policies,
      headcounts: {
        invited: () => stores.attempts.countByExam(),
        here: (examId) => tracker.here(examId),
      },
      signedIn,
    }),
    examRosterRoutes(office),
    examAuditRoutes({
      ...auditPorts,
      examExists: async (examId) => (await stores.exams.find(examId)) !== null,
    }),
  );
  app.use('/api/attempts/:attemptId/still', may('invigilate'));
  app.put('/api/attempts/:attemptId/accommodation', may('edit_exams'));
  app.post('/api/attempts/:attemptId/access', may('edit_exams'));
  app.use(
    '/api/attempts',
    may('review'),
    attemptRoutes(
      attempts,
      {
        judgement: (attempt) => invigilation.judgement(attempt),
        explanation: (attempt, version) => invigilation.explainer.explanation(attempt, version),
      },
      actions,
      {
        appeals: (attemptId) => stores.appeals.listByAttempt(attemptId),
        accommodation: async ({ id, examId }) =>
          (await invigilation.policies.current(examId)).accommodations[id] ?? null,
        hold: (attemptId) => stores.holds.find(attemptId),
        told: async ({ id: attemptId, examId }, response) => {
          const { reviewers } = await invigilation.policies.of({ attemptId, examId });
          const incidents = await invigilation.caseFiles.incidents(attemptId);
          return toldTo(staffOf(response).id, reviewers, incidents);
        },
      },
    ),
    rosterStudentRoutes(office),
    stillRoutes((attemptId) => invigilation.witness.newestStill(attemptId)),
  );
  app.use(
    '/api/incidents',
    may('review'),
    incidentRoutes({ reviews: invigilation.reviews, signedIn }),
  );
  app.use(
    '/api/evidence',
    evidenceRoutes(new EvidenceIntake(stores.evidence, config.evidence), invigilation.referee, {
      maxBytes: config.evidence.maxBytes,
      uploaderOf: async (request) => {
        const uploader = await tokens.verify(bearerToken(request));
        if (await limits.admit(uploader, 'evidence', null)) throw new Refusal('rate_limited');
        return uploader;
      },
    }),
    countRefusals(metrics),
  );
  app.use('/api/webhooks', may('manage_webhooks'), webhookRoutes(features.webhooks, staffOf));
  addAfterExamRoutes(app, {
    ...features,
    reviewers: may('review'),
    attemptIdOf: async (request) => (await tokens.verify(bearerToken(request))).attemptId,
  });
  features.reporting.addRoutes(app, may('read_reports'));
  features.records.addRoutes(app, may('manage_records'));
  app.use('/api', noSuchRoute);
  app.use('/join', joinRoutes({ desk: office.join, attempts: stores.attempts, log }));
  if (config.demo) app.use('/demo/quiz', quizPages());
  app.use(consoleFiles(join(import.meta.dirname, '../../admin/dist')));
  app.use(noSuchRoute);
  app.use(problemHandler(log));
}

/** Who the staff are, and how they get in. Each way in has a limit of its own. */
function addPeopleRoutes(app: Express, features: RoutedFeatures): void {
  const { config, accounts, roster, firstOwner, publicUrl, onSignedOut } = features;
  const limiter = () => perMinute(config.loginsPerMinute);
  app.use('/api/setup', setupRoutes(firstOwner, { accounts, publicUrl, limiter: limiter() }));
  app.use(
    '/api/invitations',
    invitationRoutes(roster, { accounts, publicUrl, limiter: limiter() }),
  );
  app.use(
    '/api/staff',
    staffRoutes(accounts, {
      publicUrl,
      limiter: limiter(),
      passwordLimit: new PersonalLimit(config.loginsPerMinute),
      onSignedOut,
    }),
    rosterRoutes({ accounts, roster, publicUrl, onAccessChanged: onSignedOut }),
  );
}
