import { createServer } from 'node:http';
import type { Health, Role } from '@invigil/shared-types';
import express from 'express';
import { AfterExam } from './after-exam.ts';
import { LiveTracker } from './attempts/index.ts';
import { AuditLog } from './audit/index.ts';
import type { Config } from './config.ts';
import { seedDemo, type DemoSeed } from './demo/index.ts';
import { ExamOffice } from './exam-office.ts';
import { newJoinCode } from './exams/index.ts';
import { Gateways } from './gateways.ts';
import { Invigilation } from './invigilation.ts';
import { openJobQueue } from './jobs/index.ts';
import { listen } from './listen.ts';
import { FanOut } from './live/index.ts';
import { Metrics, tokenSecretIn, type Log } from './ops/index.ts';
import { openStores, type Stores } from './open-stores.ts';
import { ExamTokens, FirstOwner, Passwords, StaffAccounts, StaffRoster } from './people/index.ts';
import { RecordKeeping } from './record-keeping.ts';
import { Reporting } from './reporting.ts';
import { addRoutes } from './routes.ts';
import { ServerHealth } from './server-health.ts';
import { Sfu } from './sfu/index.ts';
import { Sittings } from './sittings.ts';
import { confirmedEvent, WebhookDesk } from './webhooks/index.ts';

export interface RunningServer {
  /** Where browsers reach it, without a slash at the end. */
  readonly url: string;
  readonly stores: Stores;
  readonly sfu: Sfu;
  readonly tracker: LiveTracker;
  readonly records: Pick<RecordKeeping, 'sweep'>;
  /** Makes a demo exam with so many students and a staff login. */
  seedDemo(students: number): Promise<DemoSeed>;
  /** For the link by which the first owner's account is made; null where there was an account at the start. */
  readonly setupKey: string | null;
  /** Makes a staff account with a random password. @param role `owner` unless it is given */
  createStaff(username: string, role?: Role): Promise<{ username: string; password: string }>;
  health(): Promise<Health>;
  /** Ends connections, workers and stores, in this order. Idempotent. */
  close(): Promise<void>;
}

/** Starts everything. @throws Error when a port, a store or a media worker cannot be had */
export async function start(config: Config, log: Log): Promise<RunningServer> {
  const startedAt = Date.now();
  const secret = config.tokenSecret ?? (await tokenSecretIn(config.dataDir));
  const stores = await openStores(config.storage, log);
  const app = express();
  const http = createServer(app);
  const metrics = new Metrics();

  // What happens flows one way: features → tracker → fan-out → walls.
  const fanOut = new FanOut({
    tickMs: config.live.fanOutTickMs,
    traceLatency: config.live.traceLatency,
    unacknowledged: config.live.fanOutUnacknowledged,
    held: config.live.fanOutHeld,
    observer: metrics.fanOut,
  });
  const tracker: LiveTracker = new LiveTracker({
    listAttempts: (examId) => stores.attempts.listByExam(examId),
    history: (examId) => invigilation.findings(examId),
    onChange: (examId, delta) => fanOut.changed(examId, delta),
  });
  let sfu: Sfu;
  let hadStaff: boolean;
  try {
    hadStaff = (await stores.staff.count()) > 0;
    sfu = await Sfu.open(
      {
        ...config.sfu,
        onStreaming: (examId, attemptId, streaming) =>
          invigilation.hearing.streaming(examId, attemptId, streaming),
      },
      log,
    );
  } catch (error) {
    await stores.close();
    throw error;
  }
  const audit = new AuditLog(stores.audit, log, config.audit);
  const jobs = await openJobQueue(config.jobs, stores.jobs, log, metrics.jobs).catch(
    async (error: unknown) => {
      sfu.close();
      await stores.close();
      throw error;
    },
  );
  const webhooks = new WebhookDesk(
    {
      store: stores.webhooks,
      jobs,
      audit,
      log,
      studentNumberOf: async (id) => (await stores.attempts.find(id))?.studentNumber ?? null,
    },
    config.webhooks,
    config.jobs.kinds.webhook,
  );
  const invigilation: Invigilation = new Invigilation({
    config,
    stores,
    tracker,
    fanOut,
    metrics,
    log,
    warn: (incident) => gateways.agents.warn(incident),
    tellPolicy: (examId, policy) => {
      sfu.videoPolicy(examId, policy.video);
      void gateways.agents.tellExam(examId);
      reporting.desk.examChanged(examId, Date.now());
    },
    recorded: ({ attemptId }) => reporting.desk.changed(attemptId, Date.now()),
    wasPaused: (attemptId, at) => sittings.actions.wasPaused(attemptId, at),
    audit,
    takeStill: (examId, attemptId) => sfu.still(examId, attemptId),
    confirmed: (incident) => webhooks.tell(...confirmedEvent(incident)),
  });
  const passwords = new Passwords(config.passwordScore);
  const accounts = new StaffAccounts(stores.staff, passwords, audit, config);
  const roster = new StaffRoster(stores.staff, passwords, audit, config.invitationTtlMs);
  const firstOwner = new FirstOwner(stores.staff, passwords, audit, hadStaff);
  const tokens = new ExamTokens(secret, config.tokenTtlMs);
  const sittings: Sittings = new Sittings({
    config,
    stores,
    tracker,
    fanOut,
    invigilation,
    tokens,
    webhooks,
    agents: () => gateways.agents,
    reports: () => reporting.desk,
    audit,
    log,
  });
  const { attempts, actions } = sittings;
  const afterExam = new AfterExam({ config, stores, attempts, invigilation, audit, log });
  const reporting: Reporting = new Reporting({
    config,
    stores,
    attempts,
    invigilation,
    jobs,
    webhooks,
    audit,
    isHeld: async (attemptId) => (await stores.holds.find(attemptId)) !== null,
    publicUrl: () => url,
    log,
  });
  afterExam.appeals.onChange(({ attemptId }) => reporting.desk.changed(attemptId, Date.now()));
  const gateways: Gateways = new Gateways({
    config,
    publicUrl: () => url,
    http,
    stores,
    tracker,
    fanOut,
    invigilation,
    sittings,
    accounts,
    tokens,
    sfu,
    metrics,
    loadExam: async (examId) => {
      await invigilation.closeLeftOpen(examId);
      await tracker.load(examId);
      await actions.load(examId, Date.now());
      await attempts.recover(examId, Date.now());
      sfu.videoPolicy(examId, (await invigilation.policies.current(examId)).video);
    },
    log,
  });

  stores.ledger.onChange((state, event) => {
    metrics.ledgerChanged(event);
    gateways.walls.tellOperating(state);
  });

  const records = new RecordKeeping({
    config,
    stores,
    invigilation,
    actions,
    reporting,
    webhooks,
    jobs,
    tracker,
    fanOut,
    agents: gateways.agents,
    audit,
    log,
  });

  let url = '';
  let stopping = false;
  const office = new ExamOffice({
    config,
    stores,
    secret,
    publicUrl: () => url,
    policies: invigilation.policies,
    actions,
    tracker,
    fanOut,
    walls: gateways.walls,
    agents: gateways.agents,
    heldIn: async (examId) => new Set(await stores.holds.listByExam(examId)),
    jobs,
    audit,
    log,
  });
  const health = new ServerHealth(
    { stores, sfu, gateways, invigilation, jobs, metrics, stopping: () => stopping, log },
    startedAt,
  );
  addRoutes(app, {
    config,
    stores,
    accounts,
    roster,
    firstOwner,
    tokens,
    enrolments: sittings.enrolments,
    attempts,
    actions,
    audit,
    afterExam,
    reporting,
    records,
    tracker,
    invigilation,
    limits: gateways.limits,
    metrics,
    webhooks,
    office,
    log,
    publicUrl: () => url,
    onSignedOut: () => gateways.walls.checkSessions(),
    health: () => health.read(),
  });

  const close = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Browsers open connections ahead of need and send nothing over them for minutes.
    const cut = setTimeout(() => http.closeAllConnections(), config.stopGraceMs);
    await gateways.close();
    clearTimeout(cut);
    await sittings.stop();
    await records.close();
    await invigilation.close();
    await actions.close();
    await reporting.close();
    // Whoever tells or adds has ended by now; what runs may still write.
    await webhooks.close();
    await jobs.close();
    await office.close();
    await audit.close();
    fanOut.close();
    sfu.close();
    await stores.close();
  };
  try {
    url = config.publicUrl ?? (await listen(http, config.host, config.port));
    if (config.publicUrl !== undefined) await listen(http, config.host, config.port);
  } catch (error) {
    await close();
    throw error;
  }
  records.start();
  sittings.start();
  jobs.start();
  webhooks.start();
  reporting.start();
  log.info({ url, workers: config.sfu.workers }, 'Invigil is up');

  return {
    url,
    stores,
    sfu,
    tracker,
    records,
    health: () => health.read(),
    close,
    setupKey: firstOwner.key,
    createStaff: (username, role = 'owner') => accounts.createWithRandomPassword(username, role),
    seedDemo: (students) =>
      seedDemo(
        {
          saveExam: (exam) => stores.exams.save(exam),
          invite: (examId, student) => office.roster.invite(examId, student),
          newJoinCode,
          createStaff: (username) => accounts.createWithRandomPassword(username, 'owner'),
        },
        url,
        students,
      ),
  };
}
