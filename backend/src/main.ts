import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Health } from '@invigil/shared-types';
import { agentNamespace, wallNamespace } from '@invigil/shared-types';
import express from 'express';
import { Server as SocketServer, type DefaultEventsMap } from 'socket.io';
import {
  attemptRoutes,
  AttemptService,
  enrolmentRoutes,
  Enrolments,
  joinPage,
  LiveTracker,
  Seats,
} from './attempts/index.ts';
import { readConfig, type Config } from './config.ts';
import { quizPages, seedDemo, type DemoSeed } from './demo/index.ts';
import { EvidenceIntake, evidenceRoutes } from './evidence/index.ts';
import { examRoutes } from './exams/index.ts';
import {
  AgentGateway,
  FanOut,
  sendBatch,
  WallGateway,
  type AgentConnection,
  type AgentNamespace,
  type WallConnection,
  type WallNamespace,
} from './live/index.ts';
import {
  consoleFiles,
  noSuchRoute,
  openLog,
  perMinute,
  problemHandler,
  securityHeaders,
  tokenSecretIn,
  type Log,
} from './ops/index.ts';
import { openStores, type Stores } from './open-stores.ts';
import {
  bearerToken,
  ExamTokens,
  sessionToken,
  StaffAccounts,
  staffOnly,
  staffRoutes,
} from './people/index.ts';
import { Referee } from './referee/index.ts';
import { RetentionSweeper } from './retention/index.ts';
import { Sfu } from './sfu/index.ts';

export interface RunningServer {
  /** Where browsers reach it, without a slash at the end. */
  readonly url: string;
  readonly stores: Stores;
  readonly sfu: Sfu;
  /** Makes a demo exam with so many students and a staff login. */
  seedDemo(students: number): Promise<DemoSeed>;
  /** Makes a staff account with a random password. */
  createStaff(username: string): Promise<{ username: string; password: string }>;
  health(): Promise<Health>;
  /** Ends connections, workers and stores, in this order. Idempotent. */
  close(): Promise<void>;
}

/** Starts everything. @throws Error when a port, a store or a media worker cannot be had */
export async function start(config: Config, log: Log): Promise<RunningServer> {
  const startedAt = Date.now();
  const stores = await openStores(config.storage);
  const app = express();
  const http = createServer(app);
  const io = new SocketServer<
    DefaultEventsMap,
    DefaultEventsMap,
    DefaultEventsMap,
    AgentConnection & WallConnection
  >(http, {
    serveClient: false,
    pingInterval: config.live.pingIntervalMs,
    pingTimeout: config.live.pingTimeoutMs,
    maxHttpBufferSize: config.live.maxMessageBytes,
  });
  const agents: AgentNamespace = io.of(agentNamespace);
  const walls: WallNamespace = io.of(wallNamespace);

  // What happens flows one way: features → tracker → fan-out → walls.
  const fanOut = new FanOut({
    tickMs: config.live.fanOutTickMs,
    traceLatency: config.live.traceLatency,
    send: (examId, batch) => sendBatch(walls, examId, batch),
  });
  const tracker = new LiveTracker({
    listAttempts: (examId) => stores.attempts.listByExam(examId),
    history: (examId) => stores.incidents.countsByExam(examId),
    onChange: (examId, delta) => fanOut.changed(examId, delta),
  });
  let sfu: Sfu;
  try {
    sfu = await Sfu.open(
      {
        ...config.sfu,
        onStreaming: (examId, attemptId, streaming) =>
          tracker.apply(examId, { attemptId, streaming }),
      },
      log,
    );
  } catch (error) {
    await stores.close();
    throw error;
  }

  const accounts = new StaffAccounts(stores.staff, config.sessionTtlMs);
  const tokens = new ExamTokens(
    config.tokenSecret ?? (await tokenSecretIn(config.dataDir)),
    config.tokenTtlMs,
  );
  const attempts = new AttemptService(stores.attempts, tracker, log, {
    reconnectGraceMs: config.live.reconnectGraceMs,
  });
  const enrolments = new Enrolments({
    attempts: stores.attempts,
    findExam: (id) => stores.exams.find(id),
    issueToken: (subject, now) => tokens.issue(subject, now),
  });
  const referee = new Referee(stores.ledger, stores.incidents, log, {
    ...config.referee,
    onConfirmed: (incident, { value, level }, counts) => {
      tracker.apply(incident.examId, {
        attemptId: incident.attemptId,
        score: value,
        level,
        incidents: Object.values(counts).reduce((sum, count) => sum + count, 0),
        lastIncident: { id: incident.id, type: incident.type, capturedAt: incident.capturedAt },
      });
      fanOut.incident(incident);
      agentGateway.warn(incident);
    },
  });
  const loading = new Map<string, Promise<void>>();
  const loadExam = (examId: string): Promise<void> => {
    const known = loading.get(examId);
    if (known !== undefined) return known;
    const load = tracker.load(examId).then(() => attempts.recover(examId, Date.now()));
    loading.set(examId, load);
    load.catch(() => loading.delete(examId));
    return load;
  };
  const seats = new Seats();
  const agentGateway = new AgentGateway(agents, {
    verifyToken: (token) => tokens.verify(token),
    loadExam,
    attempts,
    tracker,
    seats,
    referee,
    sfu,
    clockToleranceMs: config.referee.clockToleranceMs,
    log,
  });
  const wallGateway = new WallGateway(walls, {
    signedIn: (cookie) => accounts.bySession(sessionToken(cookie), Date.now()),
    findExam: (id) => stores.exams.find(id),
    loadExam,
    tracker,
    fanOut,
    sfu,
    log,
  });

  const retention = new RetentionSweeper(
    {
      listExams: () => stores.exams.list(),
      listIncidents: (examId) => stores.incidents.referencesByExam(examId),
      deletePicture: (evidenceId) => stores.evidence.delete(evidenceId),
      deleteIncidents: (incidents) => referee.forget(incidents),
      recount: (examId) => tracker.recount(examId),
    },
    log,
    config.retention,
  );

  let url = '';
  let stopping = false;
  const health = (): Health => ({
    status: stopping ? 'stopping' : 'up',
    uptimeSeconds: Math.round((Date.now() - startedAt) / 1000),
    sfu: sfu.stats,
    connections: { agents: agentGateway.connections, walls: wallGateway.connections },
  });

  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.use(securityHeaders());
  app.get('/health', (_request, response) => {
    response.status(stopping ? 503 : 200).json(health());
  });
  app.use('/api', express.json({ limit: '32kb' }));
  const onlyStaff = staffOnly(accounts);
  app.use(
    '/api/staff',
    staffRoutes(accounts, { publicUrl: () => url, limiter: perMinute(config.loginsPerMinute) }),
  );
  app.use('/api/enrol', enrolmentRoutes(enrolments, perMinute(config.enrolmentsPerMinute)));
  app.use(
    '/api/exams',
    onlyStaff,
    examRoutes(stores.exams, {
      invited: () => stores.attempts.countByExam(),
      here: (examId) => tracker.here(examId),
    }),
  );
  app.use(
    '/api/attempts',
    onlyStaff,
    attemptRoutes(attempts, {
      incidents: (attemptId) => stores.incidents.listByAttempt(attemptId),
      score: (attemptId) => referee.score(attemptId),
    }),
  );
  app.use(
    '/api/evidence',
    evidenceRoutes(new EvidenceIntake(stores.evidence, config.evidence), stores.evidence, referee, {
      maxBytes: config.evidence.maxBytes,
      attemptOf: async (request) => (await tokens.verify(bearerToken(request))).attemptId,
      staffOnly: onlyStaff,
    }),
  );
  app.use('/api', noSuchRoute);
  app.use('/join', joinPage());
  if (config.demo) app.use('/demo/quiz', quizPages());
  app.use(consoleFiles(join(import.meta.dirname, '../../admin/dist')));
  app.use(noSuchRoute);
  app.use(problemHandler(log));

  const close = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Ends every socket, and with it every seat and every media connection.
    await io.close();
    referee.close();
    attempts.close();
    fanOut.close();
    sfu.close();
    await retention.close();
    await stores.close();
  };
  try {
    url = config.publicUrl ?? (await listen(http, config.host, config.port));
    if (config.publicUrl !== undefined) await listen(http, config.host, config.port);
  } catch (error) {
    await close();
    throw error;
  }
  retention.start();
  log.info({ url, workers: config.sfu.workers }, 'Invigil is up');

  return {
    url,
    stores,
    sfu,
    health: () => Promise.resolve(health()),
    close,
    createStaff: (username) => accounts.createWithRandomPassword(username),
    seedDemo: (students) =>
      seedDemo(
        {
          saveExam: (exam) => stores.exams.save(exam),
          invite: (examId, name) => enrolments.invite(examId, name),
          createStaff: (username) => accounts.createWithRandomPassword(username),
        },
        url,
        students,
      ),
  };
}

/** Resolves with the address that was taken. */
async function listen(http: HttpServer, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${host} is in use. Choose another with INVIGIL_PORT.`)
          : error,
      );
    });
    http.listen(port, host, resolve);
  });
  const address = http.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  const server = await start(config, log);
  process.stdout.write(`\n  Invigil   ${server.url}\n`);
  if (await isFirstStart(server)) {
    const { username, password } = await server.createStaff('owner');
    process.stdout.write(`  Sign in   ${username} / ${password}   (shown this once)\n`);
  }
  if (config.demo) {
    const demo = await server.seedDemo(10);
    process.stdout.write(`  Wall      ${demo.wallUrl}\n`);
    process.stdout.write(`  Sign in   ${demo.staff.username} / ${demo.staff.password}\n`);
    for (const { name, joinUrl } of demo.students) {
      process.stdout.write(`  Student   ${joinUrl}   ${name}\n`);
    }
  }
  process.stdout.write('  Stop      Ctrl-C\n\n');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping');
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'The server did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
}

async function isFirstStart(server: RunningServer): Promise<boolean> {
  return (await server.stores.staff.count()) === 0;
}

if (import.meta.main) {
  try {
    await run();
  } catch (error) {
    process.stderr.write(
      `Invigil could not start. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}
